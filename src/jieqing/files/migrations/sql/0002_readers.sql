CREATE POLICY granted ON files_storedfile FOR SELECT USING (subject IN (SELECT house.granted_subjects()));
