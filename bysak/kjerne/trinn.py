"""Migrations that lay a hundred tables in an empty database, without drawing up every model anew for each step."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration, RemoveIndex
from django.db.migrations.state import ProjectState

# Steps that need the model of their own table, and of no other.
EnTabell = CreateModel | AddField | AddIndex | RemoveIndex | AddConstraint


class RaskMigrering(Migration):
    """The same steps with the same result as Django's own, in the transaction of the migration.

    Django draws up all that is related to a table for each step, which here is nearly all: seven thousand models.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """As Django's own."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        for trinn in self.operations:
            foer = project_state.clone()
            if isinstance(trinn, EnTabell):
                _noter(trinn, self.app_label, project_state)
            else:
                trinn.state_forwards(self.app_label, project_state)
            trinn.database_forwards(self.app_label, schema_editor, foer, project_state)
        return project_state


def _noter(trinn: EnTabell, app: str, stand: ProjectState) -> None:
    """Let the step change the state, and draw up the one model.

    The others refer to it as it was; Django draws all of them up again before Python in a migration uses any.
    """
    apps = stand.apps
    del stand.__dict__["apps"]
    trinn.state_forwards(app, stand)
    navn = (trinn.name if isinstance(trinn, CreateModel) else trinn.model_name).lower()
    apps.unregister_model(app, navn)
    apps.render_multiple([stand.models[app, navn]])
    stand.__dict__["apps"], stand.is_delayed = apps, True
