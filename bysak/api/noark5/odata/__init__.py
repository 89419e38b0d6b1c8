"""OData as the service interface asks for it: what a query says, what it means in the database, and its pages."""
