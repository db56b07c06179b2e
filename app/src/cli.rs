//! The command line, in French.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

/// Beffroi : les services numériques d’un centre de gestion pour ses collectivités.
#[derive(Debug, Parser)]
#[command(name = "beffroi", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Où se trouve cette installation.
#[derive(Debug, Args)]
pub struct Place {
    /// Dossier des données
    #[arg(long, global = true, value_name = "DOSSIER", env = "BEFFROI_DATA", default_value = "beffroi-data")]
    pub data: PathBuf,
    /// Base de données : sqlite:chemin ou postgres://… [défaut : beffroi.db dans le dossier des données]
    #[arg(long, global = true, value_name = "URL", env = "BEFFROI_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Adresse où écouter [défaut : 127.0.0.1:8082]
    #[arg(long, global = true, value_name = "ADRESSE", env = "BEFFROI_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Adresse publique, celle que tapent les gens, par exemple `https://services.cdg82.fr`
    #[arg(long, global = true, value_name = "URL", env = "BEFFROI_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Fichier de configuration [défaut : beffroi.toml dans le dossier des données, s’il existe]
    #[arg(long, global = true, value_name = "FICHIER", env = "BEFFROI_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Crée le centre de gestion d’un département, avec ses communes et ses intercommunalités
    Init(Init),
    /// Sert les pages et l’API, et fait les travaux
    Serve {
        /// Sans les travaux : un autre processus les fait (beffroi worker)
        #[arg(long)]
        no_worker: bool,
    },
    /// Fait les travaux, sans servir de pages
    Worker {
        /// S’arrête quand il n’y en a plus à faire
        #[arg(long)]
        until_idle: bool,
    },
    /// Met la base de données à jour
    Migrate,
    /// Crée le monde de démonstration, puis le sert
    Demo(Demo),
    /// Les comptes
    #[command(subcommand)]
    Agent(Agent),
    /// Les collectivités
    #[command(subcommand)]
    Collectivite(Collectivite),
    /// Les tarifs
    #[command(subcommand)]
    Tarif(Tarif),
    /// L’indice Syntec
    #[command(subcommand)]
    Syntec(Syntec),
    /// Les conventions et leurs abonnements
    #[command(subcommand)]
    Convention(Convention),
    /// Les registres RGPD : importer, exporter
    #[command(subcommand)]
    Rgpd(Rgpd),
    /// Le suivi du délégué mutualisé : les désignations de la CNIL
    #[command(subcommand)]
    Dpd(Dpd),
    /// Les actes d’une collectivité, avec leurs preuves, dans des fichiers et depuis des fichiers
    #[command(subcommand)]
    Actes(Actes),
    /// Les états annuels
    #[command(subcommand)]
    Etat(Etat),
    /// Le journal
    #[command(subcommand)]
    Journal(Journal),
    /// Reconnaît et explique un fichier : message, enveloppe ou archive ACTES, document budgétaire
    Inspect {
        fichier: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Vérifie les signatures d’un fichier : qui, quand, ce qu’elles couvrent, si l’on peut s’y fier
    Verify(Verify),
    /// Dit ce qui ne va pas, et quoi faire
    Doctor,
    /// Écrit la complétion pour un interpréteur de commandes
    Completions { shell: Shell },
    /// Écrit la page de manuel
    Man,
}

#[derive(Debug, Args)]
pub struct Verify {
    pub fichier: PathBuf,
    /// Fichier de signature, quand elle est à part
    #[arg(long, value_name = "FICHIER")]
    pub signature: Option<PathBuf>,
    /// Certificats des autorités que l’on reconnaît : un fichier PEM ou DER, ou un dossier ; sinon celles de l’installation
    #[arg(long, value_name = "PEM|DOSSIER")]
    pub trust: Option<PathBuf>,
    /// L’instant auquel juger ; sinon maintenant
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Code du département : 33, 2A, 974
    #[arg(long, value_name = "CODE")]
    pub departement: String,
    /// SIREN du centre de gestion
    #[arg(long, value_name = "SIREN")]
    pub siren: String,
    /// Nom du centre [défaut : CDG suivi du code du département]
    #[arg(long, value_name = "NOM")]
    pub nom: Option<String>,
    /// Courriel de la première administratrice ou du premier administrateur
    #[arg(long, value_name = "COURRIEL")]
    pub courriel: String,
    /// Son prénom
    #[arg(long, value_name = "PRÉNOM", default_value = "Administration")]
    pub prenom: String,
    /// Son nom
    #[arg(long, value_name = "NOM", default_value = "du centre")]
    pub nom_personne: String,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Le centre : cdg82 ou cdg62
    #[arg(long, value_name = "CENTRE", default_value = "cdg82", value_parser = ["cdg82", "cdg62"])]
    pub centre: String,
    /// Crée sans servir
    #[arg(long)]
    pub no_serve: bool,
}

#[derive(Debug, Subcommand)]
pub enum Agent {
    /// Crée un compte d’administration et affiche le lien pour choisir son mot de passe
    Create {
        #[arg(long)]
        prenom: String,
        #[arg(long)]
        nom: String,
        #[arg(long)]
        courriel: String,
    },
    /// Affiche un lien pour choisir un nouveau mot de passe, et déverrouille le compte
    Reset { courriel: String },
}

#[derive(Debug, Subcommand)]
pub enum Collectivite {
    /// Importe communes.json, epci.json ou un CSV
    Import {
        fichier: PathBuf,
        /// Un seul département de communes.json
        #[arg(long, value_name = "CODE")]
        departement: Option<String>,
        /// Millésime des populations
        #[arg(long, value_name = "ANNÉE")]
        millesime: Option<i32>,
        /// Vérifie sans rien enregistrer
        #[arg(long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
    /// Liste les collectivités
    List {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Tarif {
    /// Importe une grille (TOML)
    Import { fichier: PathBuf },
    /// Écrit la grille d’une année, dans la forme de l’import
    Export { annee: i32 },
    /// Montre la révision d’une grille ; avec --validate, la valide
    Revise {
        annee: i32,
        #[arg(long)]
        validate: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Syntec {
    /// Enregistre l’indice d’un mois : beffroi syntec set 2019-11 274.5
    Set { mois: String, indice: String },
    /// Liste les indices connus
    List,
}

#[derive(Debug, Subcommand)]
pub enum Convention {
    /// Importe des abonnements : siren;service;quantite;depuis[;montant]
    Import { fichier: PathBuf },
    /// Écrit les abonnements d’une année, dans la forme de l’import
    Export { annee: i32 },
}

#[derive(Debug, Subcommand)]
pub enum Actes {
    /// Écrit tout l’historique en volumes ZIP : actes, fichiers, archives, accusés, journal
    Export {
        #[arg(long)]
        siren: String,
        /// Décisions à partir de ce jour
        #[arg(long, value_name = "JOUR")]
        du: Option<String>,
        /// Décisions jusqu’à ce jour
        #[arg(long, value_name = "JOUR")]
        au: Option<String>,
        /// Dossier où écrire
        #[arg(short = 'o', long, value_name = "DOSSIER")]
        sortie: PathBuf,
    },
    /// Reprend des volumes qu’un Beffroi a écrits ; ce qui est déjà là ne change pas
    Import {
        #[arg(long)]
        siren: String,
        #[arg(required = true)]
        volumes: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Rgpd {
    /// Importe un registre : modèle de la CNIL, tableau d’un traitement par ligne, export de Madis (ODS, XLSX, CSV)
    Import {
        fichier: PathBuf,
        #[arg(long)]
        siren: String,
        /// Dit ce qui se passerait, n’enregistre rien
        #[arg(long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
    /// Écrit un registre dans un fichier
    Export {
        #[arg(long)]
        siren: String,
        /// ods, xlsx, plat, csv, pdf, docx, json, jsonld
        #[arg(long)]
        format: String,
        #[arg(short = 'o', long)]
        sortie: PathBuf,
        /// Le registre en vigueur ce jour-là ; sinon celui en cours d’écriture
        #[arg(long)]
        au: Option<String>,
        /// Sans les mesures de sécurité ni les logiciels
        #[arg(long)]
        communicable: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Dpd {
    /// Importe les désignations publiées par la CNIL (CSV « Organismes ayant désigné un délégué » de data.gouv.fr)
    Designations {
        fichier: PathBuf,
        /// Dit ce qui se passerait, n’enregistre rien
        #[arg(long)]
        dry_run: bool,
        /// Le fichier est entier, même s’il fait disparaître plus de désignations qu’il n’en garde
        #[arg(long)]
        entier: bool,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Etat {
    /// Calcule les états d’une année
    Compute {
        annee: i32,
        /// Une seule collectivité
        #[arg(long)]
        siren: Option<String>,
    },
    /// Montre les états d’une année
    Show {
        annee: i32,
        #[arg(long)]
        siren: Option<String>,
        #[arg(long)]
        json: bool,
        /// Ce qui reste à vérifier avant de valider
        #[arg(long)]
        anomalies: bool,
    },
    /// Valide les états d’une année : ils ne changent plus
    Validate { annee: i32 },
}

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Vérifie toutes les chaînes : nomme ce qui a été modifié, retiré ou déplacé
    Verify {
        /// Vérifie un export, sans la base de données
        #[arg(long, value_name = "FICHIER")]
        export: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
}
