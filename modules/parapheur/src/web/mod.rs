//! The pages: verifying, for anybody; whom one trusts, for the centre.

mod confiance_list;
mod document_verify;
mod passage;

use web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/verifier", document_verify::form)
        .upload("/verifier", document_verify::verify)
        .get("/centre/confiance", confiance_list::list)
        .upload("/centre/confiance", confiance_list::import)
        .post("/centre/confiance/{empreinte}/retrait", confiance_list::remove)
}
