//! `PageDe<T>`: how a page of the API is described, one schema for each kind of row.

use std::{borrow::Cow, marker::PhantomData};

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Schema,
        schema::{ArrayBuilder, ObjectBuilder, Type},
    },
};

/// The description of a `web::api::PageApi<T>`, under a name that tells what it holds: a generic schema has one name for all.
#[derive(Debug)]
pub(super) struct PageDe<T>(PhantomData<T>);

impl<T: ToSchema> PartialSchema for PageDe<T> {
    fn schema() -> RefOr<Schema> {
        let rows = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let next = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("À donner comme « apres » pour lire la suite ; absent sur la dernière page."));
        ObjectBuilder::new().property("elements", rows).required("elements").property("suite", next).into()
    }
}

impl<T: ToSchema> ToSchema for PageDe<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("PageDe{}", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
