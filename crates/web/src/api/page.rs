//! Pages of the API: what follows a cursor.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use db::{ListAfter, ListRequest};
use kernel::{Id, Illisible};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Schema,
        schema::{ArrayBuilder, ObjectBuilder, Type},
    },
};
use uuid::Uuid;

/// How a list is asked: `?apres=…&par_page=100`, and the filters of the list by their names.
#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    apres: Option<String>,
    par_page: Option<u32>,
    #[serde(flatten)]
    filtres: std::collections::BTreeMap<String, String>,
}

/// A page of a list, oldest first.
#[derive(Debug, Serialize)]
pub struct PageApi<T> {
    pub elements: Vec<T>,
    /// What to give as `apres` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
}

impl PageQuery {
    /// The request to the list; at most 500 rows a page, 100 when nothing is said.
    pub fn request(&self) -> ListRequest {
        ListRequest {
            filters: self.filtres.clone().into_iter().collect(),
            per_page: self.par_page.unwrap_or(100).clamp(1, 500),
            ..ListRequest::default()
        }
    }

    /// The row after which the page begins.
    pub fn after<T: ?Sized>(&self) -> Result<Option<Id<T>>, Illisible> {
        let wrong = || Illisible::new("Le curseur « apres » n’est pas valable : reprenez celui de la page précédente.");
        let Some(text) = &self.apres else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        Uuid::from_slice(&bytes).map(|id| Some(Id::from_uuid(id))).map_err(|_| wrong())
    }
}

impl<T> PageApi<T> {
    /// Makes the page from what the list gave; `key` tells the id of a row.
    pub fn new<R, K: ?Sized>(found: ListAfter<R>, key: impl Fn(&R) -> Id<K>, show: impl Fn(R) -> T) -> Self {
        let last = found.rows.last().filter(|_| found.more).map(|row| URL_SAFE_NO_PAD.encode(key(row).uuid()));
        Self { elements: found.rows.into_iter().map(show).collect(), suite: last }
    }
}

// By hand: a derived generic schema has one name for all that it may hold.
impl<T: ToSchema> PartialSchema for PageApi<T> {
    fn schema() -> RefOr<Schema> {
        let rows = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let next = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("À donner comme « apres » pour lire la suite ; absent sur la dernière page."));
        ObjectBuilder::new().property("elements", rows).required("elements").property("suite", next).into()
    }
}

impl<T: ToSchema> ToSchema for PageApi<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("PageDe{}", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
