-- One row: the version of the product that brought the tables up to date last (site/upgrade.py).
CREATE TABLE house.version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  text NOT NULL
);
GRANT SELECT ON house.version TO jieqing_app;
