//! `Routes`: addresses, and for each the right that its handler asks, read from the handler's own signature.

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    handler::Handler,
    routing::{MethodRouter, delete, get, post, put},
};

use crate::{Acces, Gate, House, Operation};

/// The routes of a room. A handler whose first arguments are not `State<House>` and a [`Gate`] does not compile here.
#[derive(Debug, Default)]
pub struct Routes {
    router: Router<House>,
    entries: Vec<RouteEntry>,
}

/// One line of the golden list of the routes.
#[derive(Debug, Clone)]
pub struct RouteEntry {
    pub method: &'static str,
    pub path: &'static str,
    pub acces: Acces,
    /// What the API says of itself; none for a page.
    pub operation: Option<Operation>,
}

/// A handler's arguments, whose first after the state is a gate.
pub trait Gated {
    fn acces() -> Acces;
}

macro_rules! gated {
    ($($arg:ident),*) => {
        impl<M, G: Gate, $($arg),*> Gated for (M, State<House>, G, $($arg),*) {
            fn acces() -> Acces {
                G::acces()
            }
        }
    };
}
gated!();
gated!(A);
gated!(A, B);
gated!(A, B, C);
gated!(A, B, C, D);

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H: Handler<T, House>, T: Gated + 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("GET", path, T::acces(), None, get(handler))
    }

    #[must_use]
    pub fn post<H: Handler<T, House>, T: Gated + 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("POST", path, T::acces(), None, post(handler))
    }

    /// A form that carries files: no limit on the body here, the reader of the upload has its own.
    #[must_use]
    pub fn upload<H: Handler<T, House>, T: Gated + 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("POST", path, T::acces(), None, post(handler).layer(DefaultBodyLimit::disable()))
    }

    /// An operation of the API: `method` is GET, POST, PUT or DELETE.
    #[must_use]
    pub fn api<H: Handler<T, House>, T: Gated + 'static>(
        self,
        method: &'static str,
        path: &'static str,
        operation: Operation,
        handler: H,
    ) -> Self {
        let route = match method {
            "POST" => post(handler),
            "PUT" => put(handler),
            "DELETE" => delete(handler),
            _ => get(handler),
        };
        self.add(method, path, T::acces(), Some(operation), route)
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.entries.extend(other.entries);
        self
    }

    pub fn entries(&self) -> &[RouteEntry] {
        &self.entries
    }

    pub(crate) fn into_router(self) -> Router<House> {
        self.router
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        acces: Acces,
        operation: Option<Operation>,
        route: MethodRouter<House>,
    ) -> Self {
        self.router = self.router.route(path, route);
        self.entries.push(RouteEntry { method, path, acces, operation });
        self
    }
}
