-- The day a quote left: it is printed with that date.
ALTER TABLE conventions_devis ADD COLUMN envoye_le DATE;
