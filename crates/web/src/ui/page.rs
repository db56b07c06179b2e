//! The frame of a signed-in page: tower, bar, title, actions, help, and the content.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};

use super::{
    Action, Aide, Alert, Breadcrumb, Icon, Perimetre, Shell,
    head::{Head, document},
    icon, marque,
    personne::person_menu,
};

/// A whole page. It is both [`Render`] and a response: `(StatusCode::UNPROCESSABLE_ENTITY, page)` works.
#[derive(Debug, Clone)]
pub struct Page {
    shell: Shell,
    head: Head,
    lead: Option<Markup>,
    breadcrumb: Option<Breadcrumb>,
    primary: Option<Action>,
    actions: Vec<Markup>,
    aide: Option<Aide>,
    search: String,
    content: Markup,
}

impl Page {
    /// A page whose title says what there is to do.
    pub fn new(shell: &Shell, title: impl Into<String>) -> Self {
        Self {
            head: Head { title: title.into(), theme: shell.theme, ..Head::default() },
            shell: shell.clone(),
            lead: None,
            breadcrumb: None,
            primary: None,
            actions: Vec::new(),
            aide: None,
            search: String::new(),
            content: html! {},
        }
    }

    /// The sentence under the title: the situation, in figures.
    #[must_use]
    pub fn lead(mut self, sentence: impl Render) -> Self {
        self.lead = Some(sentence.render());
        self
    }

    /// Where the page stands.
    #[must_use]
    pub fn breadcrumb(mut self, breadcrumb: Breadcrumb) -> Self {
        self.breadcrumb = Some(breadcrumb);
        self
    }

    /// The one thing to do here. A page has one: the last given wins.
    #[must_use]
    pub fn primary(mut self, action: Action) -> Self {
        self.primary = Some(action.into_primary());
        self
    }

    /// Another thing to do here: an [`Action`], an [`ActionButton`](super::ActionButton), any markup.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.actions.push(action.render());
        self
    }

    /// Help beside the content.
    #[must_use]
    pub fn aide(mut self, aide: Aide) -> Self {
        self.aide = Some(aide);
        self
    }

    /// What was searched, kept in the search box.
    #[must_use]
    pub fn search(mut self, words: impl Into<String>) -> Self {
        self.search = words.into();
        self
    }

    /// Adds to the content; called several times, it appends.
    #[must_use]
    pub fn content(mut self, content: impl Render) -> Self {
        content.render_to(&mut self.content.0);
        self
    }

    /// The page carries htmx (for [`Progress::poll`](super::Progress::poll), for instance).
    #[must_use]
    pub fn with_htmx(mut self) -> Self {
        self.head.htmx = true;
        self
    }

    /// The page follows a long work: htmx polls, and without JavaScript the page reloads every `seconds`.
    #[must_use]
    pub fn refresh_every(mut self, seconds: u32) -> Self {
        self.head.refresh = Some(seconds);
        self.with_htmx()
    }

    fn body(&self) -> Markup {
        html! {
            a.evitement href="#contenu" { "Aller au contenu" }
            div.maison {
                header.tour { (self.tower()) }
                div.plan {
                    div.barre {
                        (search_box(&self.search))
                        @if let Some(personne) = &self.shell.personne { (person_menu(&self.shell, personne)) }
                    }
                    main #contenu tabindex="-1" {
                        (self.heading())
                        @if let Some(flash) = &self.shell.flash { (Alert::new(flash.ton, &flash.texte)) }
                        @if let Some(aide) = &self.aide {
                            div.avec-aide {
                                div { (self.content) }
                                aside aria-label="Aide" { (aide) }
                            }
                        } @else { (self.content) }
                    }
                }
            }
        }
    }

    fn tower(&self) -> Markup {
        let perimetre = self.shell.perimetre.as_ref().map(perimetre);
        html! {
            (marque("/"))
            @if let Some(perimetre) = &perimetre { (perimetre) }
            (self.shell.menu)
            details.menu-telephone data-menu {
                summary { (icon(Icon::Menu)) "Menu" }
                div.volet {
                    @if let Some(perimetre) = &perimetre { (perimetre) }
                    (self.shell.menu)
                }
            }
        }
    }

    fn heading(&self) -> Markup {
        html! {
            @if let Some(breadcrumb) = &self.breadcrumb { (breadcrumb) }
            div.entete {
                h1 { (self.head.title) }
                @if let Some(lead) = &self.lead { p.phrase { (lead) } }
                @if self.primary.is_some() || !self.actions.is_empty() {
                    div.rang {
                        @for action in &self.actions { (action) }
                        @if let Some(primary) = &self.primary { (primary) }
                    }
                }
            }
        }
    }
}

impl Render for Page {
    fn render(&self) -> Markup {
        document(&self.head, &self.body())
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        self.render().into_response()
    }
}

fn search_box(words: &str) -> Markup {
    html! {
        form.recherche role="search" method="get" action="/recherche" {
            (icon(Icon::Search))
            input.form-control type="search" name="q" value=(words) aria-label="Rechercher dans Beffroi" placeholder="Une collectivité, un acte…";
        }
    }
}

fn perimetre(perimetre: &Perimetre) -> Markup {
    let text = html! { span { small { "Vous travaillez pour" } (perimetre.nom) } };
    html! {
        @if let Some(href) = &perimetre.href {
            a.perimetre href=(href) { (text) (icon(Icon::ChevronsUpDown)) }
        } @else {
            div.perimetre { (text) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Flash, Personne, Theme, Ton};

    fn shell() -> Shell {
        Shell {
            csrf: "jeton".into(),
            theme: Theme::Sombre,
            perimetre: Some(Perimetre { nom: "Commune d’Albias".into(), href: None }),
            personne: Some(Personne { nom: "Claire <b>Arnaud".into(), role: "Secrétaire".into() }),
            flash: Some(Flash { ton: Ton::Succes, texte: "C’est enregistré.".into() }),
            ..Shell::default()
        }
    }

    #[test]
    fn names_are_escaped() {
        let page = Page::new(&shell(), "Titre <i>").render().into_string();
        assert!(page.contains("<title>Titre &lt;i&gt; · Beffroi</title>"));
        assert!(page.contains("Claire &lt;b&gt;Arnaud"));
        assert!(!page.contains("Claire <b>"));
    }

    #[test]
    fn page_holds_no_inline_script_nor_style() {
        let page = Page::new(&shell(), "Titre").refresh_every(5).render().into_string();
        assert!(!page.contains("style=\"") && !page.contains("<style") && !page.contains("onclick"));
        let inline = page.split("<script").skip(1).filter(|rest| !rest.split('>').next().unwrap().contains("src="));
        assert_eq!(inline.count(), 0);
    }

    #[test]
    fn page_reloads_without_javascript_and_polls_with_it() {
        let page = Page::new(&shell(), "Calcul").refresh_every(5).render().into_string();
        assert!(page.contains(r#"<noscript><meta http-equiv="refresh" content="5"></noscript>"#));
        assert!(page.contains(assets_htmx()));
        assert!(!Page::new(&shell(), "Calme").render().into_string().contains(assets_htmx()));
    }

    fn assets_htmx() -> &'static str {
        crate::assets::HTMX_JS
    }

    #[test]
    fn chosen_theme_signing_out_and_flash_are_on_the_page() {
        let page = Page::new(&shell(), "Titre").render().into_string();
        assert!(page.contains(r#"<html lang="fr" data-bs-theme="dark">"#));
        assert!(page.contains(r#"action="/deconnexion""#) && page.contains(r#"name="_csrf" value="jeton""#));
        assert!(page.contains("C’est enregistré."));
        let auto = Page::new(&Shell::default(), "Titre").render().into_string();
        assert!(auto.contains(r#"<html lang="fr">"#));
    }

    #[test]
    fn page_has_one_primary_action() {
        let page = Page::new(&shell(), "Titre").primary(Action::link("Un", "/1")).primary(Action::link("Deux", "/2"));
        let page = page.action(Action::link("Trois", "/3")).render().into_string();
        assert_eq!(page.matches("btn-primary").count(), 1);
        assert!(page.contains("Deux") && page.contains("Trois") && !page.contains("Un</a>"));
    }
}
