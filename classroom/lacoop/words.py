"""What La Coop accepts, in the order of its form: keys of its form and its API, labels.

From `inclusion-numerique/coop-mediation-numerique@46aa33b`, `apps/web/src/features/activites`.
"""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """One value: as the form of La Coop names it, as its API does, as people read it."""

    form: str
    api: str
    label: str


class Group(NamedTuple):
    """Counts that share a total; `unsaid` is what remains of it once the others are told."""

    id: str
    api: str
    label: str
    counts: tuple[Choice, ...]
    unsaid: Choice


PLACES = (
    Choice("LieuActivite", "lieu_activite", "Lieu d’activité"),
    Choice("Autre", "autre", "Autre lieu"),
    Choice("Domicile", "domicile", "À domicile"),
    Choice("ADistance", "a_distance", "À distance"),
)
EQUIPMENT = (
    Choice("Ordinateur", "ordinateur", "Ordinateur"),
    Choice("Telephone", "telephone", "Téléphone"),
    Choice("Tablette", "tablette", "Tablette"),
    Choice("Autre", "autre", "Autre"),
    Choice("Aucun", "aucun", "Pas de matériel"),
)
LEVELS = (
    Choice("Debutant", "debutant", "Débutant"),
    Choice("Intermediaire", "intermediaire", "Intermédiaire"),
    Choice("Avance", "avance", "Avancé"),
)
PROCEDURES = "AideAuxDemarchesAdministratives"
DIGITAL_THEMES = (
    Choice("DiagnosticNumerique", "diagnostic_numerique", "Diagnostic numérique"),
    Choice("PrendreEnMainDuMateriel", "prendre_en_main_du_materiel", "Prendre en main du matériel"),
    Choice("MaintenanceDeMateriel", "maintenance_de_materiel", "Maintenance de matériel"),
    Choice(
        "GereSesContenusNumeriques", "gere_ses_contenus_numeriques", "Gérer ses contenus numériques"
    ),
    Choice("NavigationSurInternet", "navigation_sur_internet", "Navigation sur internet"),
    Choice("Email", "email", "E-mail"),
    Choice("Bureautique", "bureautique", "Bureautique"),
    Choice("ReseauxSociaux", "reseaux_sociaux", "Réseaux sociaux communication"),
    Choice("Sante", "sante", "Santé"),
    Choice("BanqueEtAchatsEnLigne", "banque_et_achats_en_ligne", "Banque et achats en ligne"),
    Choice("Entrepreneuriat", "entrepreneuriat", "Accompagner un professionnel"),
    Choice("InsertionProfessionnelle", "insertion_professionnelle", "Insertion professionnelle"),
    Choice("SecuriteNumerique", "securite_numerique", "Prévention en sécurité numérique"),
    Choice("Parentalite", "parentalite", "Parentalité"),
    Choice("ScolariteEtNumerique", "scolarite_et_numerique", "Scolarité et numérique"),
    Choice("CreerAvecLeNumerique", "creer_avec_le_numerique", "Créer avec le numérique"),
    Choice("CultureNumerique", "culture_numerique", "Culture numérique"),
    Choice(
        "IntelligenceArtificielle", "intelligence_artificielle", "Intelligence artificielle (IA)"
    ),
    Choice(PROCEDURES, "aide_aux_demarches_administratives", "Aide aux démarches administratives"),
)
# Accepted only together with `PROCEDURES`.
PROCEDURE_THEMES = (
    Choice(
        "PapiersElectionsCitoyennete",
        "papiers_elections_citoyennete",
        "Papiers - Élections - Citoyenneté",
    ),
    Choice("FamilleScolarite", "famille_scolarite", "Famille - Scolarité"),
    Choice("SocialSante", "social_sante", "Social - Santé"),
    Choice("TravailFormation", "travail_formation", "Travail - Formation - Entreprise"),
    Choice("Logement", "logement", "Logement"),
    Choice("TransportsMobilite", "transports_mobilite", "Transports - Mobilité"),
    Choice("ArgentImpots", "argent_impots", "Argent - Impôts"),
    Choice("Justice", "justice", "Justice"),
    Choice("EtrangersEurope", "etrangers_europe", "Étrangers - Europe"),
    Choice("LoisirsSportsCulture", "loisirs_sports_culture", "Loisirs - Sports - Culture"),
    Choice("Associations", "associations", "Associations"),
)
THEMES = DIGITAL_THEMES + PROCEDURE_THEMES

KNOWN_BEFORE = Choice("dejaAccompagne", "deja_accompagne", "Bénéficiaires déjà accompagnés")
GROUPS = (
    Group(
        "genre",
        "genres",
        "Genre",
        (
            Choice("genreMasculin", "masculin", "Masculin"),
            Choice("genreFeminin", "feminin", "Féminin"),
        ),
        Choice("genreNonCommunique", "non_communique", "Non communiqué"),
    ),
    Group(
        "age",
        "tranches_age",
        "Tranche d’âge",
        (
            Choice("trancheAgeMoinsDeDouze", "moins_de_douze", "Moins de 12 ans"),
            Choice("trancheAgeDouzeDixHuit", "douze_dix_huit", "12 - 17 ans"),
            Choice("trancheAgeDixHuitVingtQuatre", "dix_huit_vingt_quatre", "18 - 24 ans"),
            Choice("trancheAgeVingtCinqTrenteNeuf", "vingt_cinq_trente_neuf", "25 - 39 ans"),
            Choice("trancheAgeQuaranteCinquanteNeuf", "quarante_cinquante_neuf", "40 - 59 ans"),
            Choice("trancheAgeSoixanteSoixanteNeuf", "soixante_soixante_neuf", "60 - 69 ans"),
            Choice("trancheAgeSoixanteDixPlus", "soixante_dix_plus", "70 ans et plus"),
        ),
        Choice("trancheAgeNonCommunique", "non_communique", "Non communiqué"),
    ),
    Group(
        "statut",
        "statuts",
        "Statut du bénéficiaire",
        (
            Choice("statutSocialRetraite", "retraite", "Retraité"),
            Choice("statutSocialSansEmploi", "sans_emploi", "Sans emploi"),
            Choice("statutSocialEnEmploi", "en_emploi", "En emploi"),
            Choice("statutSocialScolarise", "scolarise", "Scolarisé"),
        ),
        Choice("statutSocialNonCommunique", "non_communique", "Non communiqué ou hétérogène"),
    ),
)

# What a session on one of the shipped modules is about; a test names a module that is missing.
THEMES_OF_MODULES = {
    "attachments": ("Email", "GereSesContenusNumeriques"),
    "browsing": ("NavigationSurInternet",),
    "files": ("GereSesContenusNumeriques",),
    "keyboard": ("PrendreEnMainDuMateriel",),
    "mail": ("Email",),
    "mouse": ("PrendreEnMainDuMateriel",),
    "office": ("Bureautique",),
    "passwords": ("SecuriteNumerique",),
    "placement": ("DiagnosticNumerique",),
    "privacy": ("SecuriteNumerique",),
    "procedures": (PROCEDURES,),
    "scams": ("SecuriteNumerique",),
    "search": ("NavigationSurInternet",),
    "smartphone": ("PrendreEnMainDuMateriel",),
}
EQUIPMENT_OF_DEVICES = {"computer": "Ordinateur", "phone": "Telephone", "tablet": "Tablette"}


def picked(choices: tuple[Choice, ...], forms: tuple[str, ...]) -> tuple[Choice, ...]:
    """Those of the choices that were made, in the order of La Coop."""
    return tuple(choice for choice in choices if choice.form in forms)
