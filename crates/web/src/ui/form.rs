//! A form: its errors on top, its fields in one column, one button that says the verb, the way back.

use maud::{Markup, Render, html};

use super::{Bloc, Field, FormState, Icon, icon};

/// A form. Fields are shown in the order given, with the values and errors of its [`FormState`].
#[derive(Debug, Clone)]
pub struct Form<'a> {
    action: String,
    /// Absent for a form that only asks (GET).
    csrf: Option<String>,
    state: Option<&'a FormState>,
    prefix: String,
    parts: Vec<Part>,
    submit: String,
    secondary: Vec<Markup>,
    cancel: Option<String>,
    keeps_itself: bool,
}

#[derive(Debug, Clone)]
enum Part {
    Field(Field),
    Group { title: String, explanation: Option<String>, fields: Vec<Field> },
    Row(Vec<Field>),
    Bloc(Bloc),
    Markup(Markup),
}

impl<'a> Form<'a> {
    /// A form that changes something.
    pub fn post(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self { csrf: Some(csrf.into()), ..Self::get(action) }
    }

    /// A form that only asks: its values go into the address.
    pub fn get(action: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: None,
            state: None,
            prefix: "champ-".into(),
            parts: Vec::new(),
            submit: "Enregistrer".into(),
            secondary: Vec::new(),
            cancel: None,
            keeps_itself: false,
        }
    }

    /// What was typed and what is wrong.
    #[must_use]
    pub fn state(mut self, state: &'a FormState) -> Self {
        self.state = Some(state);
        self
    }

    /// Distinguishes the ids of two forms of one page that have fields of the same name.
    #[must_use]
    pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.parts.push(Part::Field(field));
        self
    }

    /// Short fields side by side when there is room: postal code and town.
    #[must_use]
    pub fn row(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.parts.push(Part::Row(fields.into_iter().collect()));
        self
    }

    /// Fields of one subject, under a title.
    #[must_use]
    pub fn group(mut self, title: impl Into<String>, fields: impl IntoIterator<Item = Field>) -> Self {
        let fields = fields.into_iter().collect();
        self.parts.push(Part::Group { title: title.into(), explanation: None, fields });
        self
    }

    /// Fields of one subject, under a title and a sentence.
    #[must_use]
    pub fn group_explained(
        mut self,
        title: impl Into<String>,
        explanation: impl Into<String>,
        fields: impl IntoIterator<Item = Field>,
    ) -> Self {
        let fields = fields.into_iter().collect();
        self.parts.push(Part::Group { title: title.into(), explanation: Some(explanation.into()), fields });
        self
    }

    /// One thing of a list: its fields, and the button that takes it away.
    #[must_use]
    pub fn bloc(mut self, bloc: Bloc) -> Self {
        self.parts.push(Part::Bloc(bloc));
        self
    }

    /// Anything between two fields: a help box, a table.
    #[must_use]
    pub fn markup(mut self, markup: impl Render) -> Self {
        self.parts.push(Part::Markup(markup.render()));
        self
    }

    /// The verb of the button: « Ajouter la collectivité ».
    #[must_use]
    pub fn submit(mut self, verb: impl Into<String>) -> Self {
        self.submit = verb.into();
        self
    }

    /// A second button, which posts `name=value` too: « Enregistrer et continuer ».
    #[must_use]
    pub fn submit_also(mut self, verb: &str, name: &str, value: &str) -> Self {
        self.secondary.push(html! { button.btn.btn-secondaire type="submit" name=(name) value=(value) { (verb) } });
        self
    }

    /// The way back without changing anything.
    #[must_use]
    pub fn cancel(mut self, href: impl Into<String>) -> Self {
        self.cancel = Some(href.into());
        self
    }

    /// A draft that is kept while one types, when JavaScript runs: the button does the same. Its errors are told by each field, and
    /// what carries `data-suite` and an id elsewhere on the page follows.
    #[must_use]
    pub fn keeps_itself(mut self) -> Self {
        self.keeps_itself = true;
        self
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.parts.iter().flat_map(|part| match part {
            Part::Field(field) => vec![field],
            Part::Group { fields, .. } | Part::Row(fields) => fields.iter().collect(),
            Part::Bloc(bloc) => bloc.fields().collect(),
            Part::Markup(_) => Vec::new(),
        })
    }

    fn part(&self, part: &Part, state: &FormState) -> Markup {
        let draw = |field: &Field| field.draw(state, &self.prefix);
        match part {
            Part::Field(field) => draw(field),
            Part::Row(fields) => html! { div.cote-a-cote { @for field in fields { (draw(field)) } } },
            Part::Bloc(bloc) => bloc.draw(state, &self.prefix),
            Part::Markup(markup) => markup.clone(),
            Part::Group { title, explanation, fields } => html! {
                fieldset.groupe {
                    legend { (title) }
                    @if let Some(explanation) = explanation { p.discret { (explanation) } }
                    @for field in fields { (draw(field)) }
                }
            },
        }
    }

    /// The errors on top, in the order of the fields, each a link to its own; the summary takes the focus.
    fn error_summary(&self, state: &FormState) -> Markup {
        let rank = |name: &str| self.fields().position(|field| field.is_named(name));
        let anchor = |name: &str| self.fields().find(|field| field.is_named(name)).map(|f| f.anchor(&self.prefix));
        let mut errors: Vec<_> = state.errors.iter().collect();
        errors.sort_by_key(|(name, _)| rank(name));
        let title = match state.errors.iter().filter(|(name, _)| rank(name).is_some()).count() {
            0 => "Votre demande n’a pas abouti".to_owned(),
            1 => "Une réponse est à corriger".to_owned(),
            count => format!("{count} réponses sont à corriger"),
        };
        html! {
            div.erreurs role="alert" tabindex="-1" aria-labelledby={ (self.prefix) "erreurs" } autofocus {
                h2 id={ (self.prefix) "erreurs" } { (icon(Icon::CircleAlert)) (title) }
                ul {
                    @for (name, message) in errors {
                        li {
                            @match anchor(name) {
                                Some(anchor) => a href={ "#" (anchor) } { (message) },
                                None => (message),
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for Form<'_> {
    fn render(&self) -> Markup {
        let empty = FormState::default();
        let state = self.state.unwrap_or(&empty);
        let sends_files = self.fields().any(Field::is_file);
        let method = if self.csrf.is_some() { "post" } else { "get" };
        html! {
            form.formulaire method=(method) action=(self.action) enctype=[sends_files.then_some("multipart/form-data")] data-envoi[sends_files] data-brouillon[self.keeps_itself] novalidate {
                @if let Some(csrf) = &self.csrf { input type="hidden" name="_csrf" value=(csrf); }
                @if !state.is_valid() { (self.error_summary(state)) }
                @for part in &self.parts { (self.part(part, state)) }
                @if sends_files {
                    progress data-progression aria-label="Envoi des fichiers" hidden {}
                    p.discret data-progression-texte role="status" hidden {}
                }
                div.valider {
                    button.btn.btn-primary type="submit" { (self.submit) }
                    @for button in &self.secondary { (button) }
                    @if let Some(cancel) = &self.cancel { a.btn.btn-discret href=(cancel) { "Annuler" } }
                    @if self.keeps_itself { span.discret data-brouillon-texte role="status" hidden {} }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> FormState {
        let mut state = FormState::default().with("nom", "<Albias>").with("mot", "secret");
        state.add_error("nom", "Ce nom est déjà pris : choisissez-en un autre.");
        state
    }

    #[test]
    fn refused_form_keeps_what_was_typed_and_links_each_error_to_its_field() {
        let state = refused();
        let form = Form::post("/x", "jeton").state(&state).field(Field::text("nom", "Nom").help("Celui de l’INSEE."));
        let html = form.render().into_string();
        assert!(html.contains(r##"<a href="#champ-nom">Ce nom est déjà pris"##), "{html}");
        assert!(html.contains(r#"value="&lt;Albias&gt;""#));
        assert!(html.contains(r#"aria-describedby="champ-nom-aide champ-nom-erreur" aria-invalid="true""#));
        assert!(html.contains("Une réponse est à corriger"));
        assert!(html.contains(r#"name="_csrf" value="jeton""#));
    }

    #[test]
    fn error_of_the_whole_form_is_in_the_summary() {
        let mut state = refused();
        state.add_error("", "La grille 2020 est déjà validée.");
        let html = Form::post("/x", "j").state(&state).field(Field::text("nom", "Nom")).render().into_string();
        let (general, field) = (html.find("<li>La grille 2020 est déjà validée.</li>"), html.find("<li><a href"));
        assert!(general.is_some() && general < field, "what concerns the whole form comes first");
        assert!(html.contains("Une réponse est à corriger"));
        state.errors.remove(0);
        let html = Form::post("/x", "j").state(&state).field(Field::text("nom", "Nom")).render().into_string();
        assert!(html.contains("Votre demande n’a pas abouti"));
    }

    #[test]
    fn form_with_a_file_is_multipart_and_can_show_its_progress() {
        let with = Form::post("/x", "j").group("Pièce", [Field::file("piece", "Pièce", ".pdf")]).render().into_string();
        assert!(with.contains(r#"enctype="multipart/form-data" data-envoi"#) && with.contains("data-progression"));
        let without = Form::post("/x", "j").field(Field::text("nom", "Nom")).render().into_string();
        assert!(!without.contains("enctype") && !without.contains("<progress"));
    }

    #[test]
    fn draft_that_keeps_itself_says_it() {
        let html = Form::post("/x", "j").keeps_itself().field(Field::text("nom", "Nom")).render().into_string();
        assert!(
            html.contains("data-brouillon novalidate") && html.contains(r#"data-brouillon-texte role="status" hidden"#)
        );
        let plain = Form::post("/x", "j").field(Field::text("nom", "Nom")).render().into_string();
        assert!(!plain.contains("data-brouillon"));
    }

    #[test]
    fn form_that_only_asks_has_no_token() {
        let html = Form::get("/x").field(Field::text("nom", "Nom")).render().into_string();
        assert!(html.contains(r#"method="get""#) && !html.contains("_csrf"));
    }
}
