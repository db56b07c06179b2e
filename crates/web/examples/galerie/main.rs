//! The gallery: every component in all its states, to look at and to test. `cargo run -p web --example galerie`.

mod composants;
mod formulaire;
mod graphiques;
mod liste;
mod tableau_de_bord;

use std::{
    io::Write,
    sync::atomic::{AtomicU8, Ordering},
};

use axum::{
    Form, Router,
    extract::RawQuery,
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{Redirect, Response},
    routing::{get, post},
};
use maud::html;
use web::{
    assets,
    ui::{
        Action, Aide, Carte, Confirm, ErrorPage, Field, FormState, Icon, Menu, MenuItem, Page, Perimetre, Personne,
        PublicPage, Shell, Theme, Ton, Tuile, tuiles,
    },
};

/// The theme chosen by the visitor: [`THEMES`] by its rank.
static THEME: AtomicU8 = AtomicU8::new(0);
const THEMES: [Theme; 3] = [Theme::Systeme, Theme::Clair, Theme::Sombre];
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8082".into());
    let listener = tokio::net::TcpListener::bind(address).await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    axum::serve(listener, router()).await
}

fn router() -> Router {
    Router::new()
        .route("/", get(tableau_de_bord::show))
        .route("/liste", get(liste::show))
        .route("/liste/export", get(async || "nom;population\n"))
        .route("/liste/choix", post(async || Redirect::to("/liste")))
        .route("/liste-vide", get(liste::show_empty))
        .route("/formulaire", get(formulaire::show).post(formulaire::submit))
        .route("/composants", get(composants::show))
        .route("/graphiques", get(graphiques::show))
        .route("/travail", get(composants::work))
        .route("/suppression", get(confirm).post(async || Redirect::to("/composants")))
        .route("/connexion", get(sign_in))
        .route("/simulateur", get(simulator))
        .route("/erreur", get(error))
        .route("/apparence", post(choose_theme))
        .fallback(get(not_found))
        .merge(assets::routes())
        .layer(middleware::map_response(protect))
        .layer(tower_http::compression::CompressionLayer::new())
}

/// What surrounds the pages of the gallery at `path`.
fn shell(path: &str) -> Shell {
    Shell {
        csrf: "jeton-de-la-galerie".into(),
        theme: THEMES[usize::from(THEME.load(Ordering::Relaxed))],
        menu: menu().with_current(path),
        perimetre: Some(Perimetre { nom: "CDG 82 · Tarn-et-Garonne".into(), href: Some("/composants".into()) }),
        personne: Some(Personne { nom: "Claire Arnaud".into(), role: "Administratrice du centre".into() }),
        flash: None,
    }
}

fn menu() -> Menu {
    let item = MenuItem::new;
    Menu::default()
        .group(
            "Pilotage",
            vec![
                item("Tableau de bord", Icon::LayoutDashboard, "/"),
                item("Graphiques", Icon::ChartColumn, "/graphiques"),
                item("Échéances", Icon::CalendarClock, "/composants"),
            ],
        )
        .group(
            "Adhérents",
            vec![
                item("Collectivités", Icon::Building2, "/liste"),
                item("Liste vide", Icon::Inbox, "/liste-vide"),
                item("Nouvelle collectivité", Icon::FileSignature, "/formulaire"),
            ],
        )
        .group(
            "Plateforme",
            vec![
                item("Travaux", Icon::ListChecks, "/travail"),
                item("Journal des opérations de la plateforme", Icon::ScrollText, "/journal"),
            ],
        )
}

async fn confirm() -> Page {
    let question = Confirm::new("Résilier la convention d’Albias\u{a0}?", "/suppression", "jeton-de-la-galerie")
        .consequence(html! { p { "Elle prendra fin le 31\u{a0}décembre 2026. Cela ne peut pas être défait." } })
        .button("Résilier la convention")
        .cancel("/composants")
        .danger();
    Page::new(&shell("/composants"), "Résilier la convention").content(question)
}

async fn sign_in(RawQuery(query): RawQuery) -> PublicPage {
    let mut state = FormState::default();
    if query.is_some_and(|query| query.contains("refus")) {
        state = state.with("courriel", "claire.arnaud@cdg82.fr");
        state.add_error(
            "",
            "L’adresse ou le mot de passe n’est pas le bon. Réessayez, ou demandez un nouveau mot de passe.",
        );
    }
    let form = web::ui::Form::post("/connexion", "jeton").state(&state).submit("Se connecter");
    let form = form.field(Field::email("courriel", "Adresse électronique").autocomplete("username"));
    PublicPage::new("Se connecter")
        .lead("L’espace des collectivités du CDG\u{a0}82.")
        .content(form.field(Field::password("mot_de_passe", "Mot de passe")))
        .content(html! { p { a href="/connexion?refus" { "Mot de passe oublié\u{a0}?" } } })
        .footer("Une question\u{a0}? Le CDG\u{a0}82 répond au 05\u{a0}63\u{a0}00\u{a0}00\u{a0}00.")
}

async fn simulator() -> PublicPage {
    let price = tuiles([
        Tuile::new("La première année", "1\u{202f}842,50\u{a0}€").follow("soit 0,56\u{a0}€ par habitant"),
        Tuile::new("Les années suivantes", "1\u{202f}210,00\u{a0}€"),
    ]);
    let aide = Aide::new("D’où viennent ces prix\u{a0}?", "De la grille votée par le conseil d’administration.");
    PublicPage::new("Combien cela coûterait\u{a0}?")
        .lead("Une estimation, pour préparer votre budget.")
        .wide()
        .content(price)
        .content(Carte::new("Le détail").content(aide.example("une commune de 3\u{202f}302 habitants.")))
}

async fn error() -> ErrorPage {
    ErrorPage::new(StatusCode::INTERNAL_SERVER_ERROR, "Nous n’avons pas pu afficher cette page")
        .to_do("Rien n’a été perdu. Réessayez dans un instant\u{a0}; si cela recommence, appelez le centre de gestion.")
        .incident("01998c2e-7b1f-7c21")
        .back(Action::link("Réessayer", "/erreur"))
}

async fn not_found() -> ErrorPage {
    ErrorPage::new(StatusCode::NOT_FOUND, "Cette page n’existe pas")
        .to_do("Vérifiez l’adresse, ou repartez de l’accueil.")
}

async fn choose_theme(Form(values): Form<Vec<(String, String)>>) -> Redirect {
    let chosen = Theme::from_code(FormState::new(values).value("theme"));
    let rank = THEMES.iter().position(|theme| *theme == chosen).and_then(|rank| u8::try_from(rank).ok());
    THEME.store(rank.unwrap_or(0), Ordering::Relaxed);
    Redirect::to("/")
}

async fn protect(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    response
}

/// The tones of messages, for the pages that show them all.
const TONS: [(Ton, &str); 4] = [
    (Ton::Info, "La grille 2021 sera révisée en novembre, dès que l’indice Syntec sera connu."),
    (Ton::Succes, "La convention d’Albias est enregistrée."),
    (Ton::Attention, "Trois devis manquent\u{a0}: l’état annuel ne peut pas encore être validé."),
    (Ton::Erreur, "Le fichier n’a pas été importé\u{a0}: la ligne\u{a0}12 n’a pas de SIREN."),
];
