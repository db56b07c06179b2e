//! The OpenAPI 3.1 description, made from the routes themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::Problem;
use crate::{Acces, RouteEntry};

type SchemaOf = fn(&mut Schemas) -> Value;

/// What an operation says of itself, beside its route.
#[derive(Debug, Clone)]
pub struct Operation {
    id: &'static str,
    resume: &'static str,
    tag: &'static str,
    statut: u16,
    query: &'static [Parametre],
    corps: Option<SchemaOf>,
    reponse: Option<SchemaOf>,
}

/// A parameter of the query.
#[derive(Debug, Clone, Copy)]
pub struct Parametre {
    pub nom: &'static str,
    pub description: &'static str,
}

/// The named schemas met on the way.
#[derive(Debug, Default)]
pub struct Schemas(BTreeMap<String, Value>);

impl Operation {
    /// `id` is the name of the operation in generated clients; `tag` the room.
    pub const fn new(tag: &'static str, id: &'static str, resume: &'static str) -> Self {
        Self { id, resume, tag, statut: 200, query: &[], corps: None, reponse: None }
    }

    #[must_use]
    pub const fn query(mut self, query: &'static [Parametre]) -> Self {
        self.query = query;
        self
    }

    #[must_use]
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.corps = Some(reference::<T>);
        self
    }

    #[must_use]
    pub fn gives<T: ToSchema>(mut self) -> Self {
        self.reponse = Some(reference::<T>);
        self
    }

    /// The status of a success, when it is not 200.
    #[must_use]
    pub const fn status(mut self, statut: u16) -> Self {
        self.statut = statut;
        self
    }
}

fn reference<T: ToSchema>(schemas: &mut Schemas) -> Value {
    let mut met = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut met);
    for (name, schema) in met {
        schemas.0.entry(name).or_insert_with(|| serde_json::to_value(schema).unwrap_or_default());
    }
    json!({ "$ref": format!("#/components/schemas/{}", T::name()) })
}

/// The whole document: every route that carries an [`Operation`].
pub fn document(routes: &[RouteEntry], version: &str, public_url: &str) -> Value {
    let mut schemas = Schemas::default();
    let problem = reference::<Problem>(&mut schemas);
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in routes {
        if let Some(operation) = &route.operation {
            let described = describe(route, operation, &mut schemas, &problem);
            paths.entry(route.path).or_default().insert(route.method.to_lowercase(), described);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Beffroi",
            "version": version,
            "description": "Tout ce que font les pages. Les erreurs suivent la RFC 9457 ; un POST qui porte Idempotency-Key peut être répété sans risque.",
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": public_url }],
        "paths": paths,
        "components": {
            "schemas": schemas.0,
            "securitySchemes": { "jeton": { "type": "http", "scheme": "bearer", "description": "Un jeton créé dans « Mon compte »." } },
        },
    })
}

fn describe(route: &RouteEntry, operation: &Operation, schemas: &mut Schemas, problem: &Value) -> Value {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path =
        in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = operation.query.iter().map(|p| {
        json!({ "name": p.nom, "in": "query", "required": false, "description": p.description, "schema": { "type": "string" } })
    });
    let mut success = json!({ "description": "Réussi" });
    if let Some(reponse) = operation.reponse {
        success["content"] = json!({ "application/json": { "schema": reponse(schemas) } });
    }
    let mut responses = Map::from_iter([(operation.statut.to_string(), success)]);
    let refused = json!({ "description": "Refusé", "content": { "application/problem+json": { "schema": problem } } });
    responses.insert("default".to_owned(), refused);
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.resume,
        "tags": [operation.tag],
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": responses,
    });
    if let Some(corps) = operation.corps {
        described["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": corps(schemas) } } });
    }
    if let Acces::Permission(code) = route.acces {
        described["security"] = json!([{ "jeton": [code] }]);
    } else if route.acces == Acces::Connecte {
        described["security"] = json!([{ "jeton": [] }]);
    }
    described
}
