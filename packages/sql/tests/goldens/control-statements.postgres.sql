-- packages.find
select "id", "manifest_id", "display_name", "created_at" from "sys_package" where "owner_org_id" = $1 and "manifest_id" = $2;

-- packages.get
select "id", "manifest_id", "display_name", "created_at" from "sys_package" where "owner_org_id" = $1 and "id" = $2;

-- packages.list
select "id", "manifest_id", "display_name", "created_at" from "sys_package" where "owner_org_id" = $1 order by "manifest_id";

-- packages.insert
insert into "sys_package" ("id", "owner_org_id", "manifest_id", "display_name", "visibility", "publisher", "is_starter", "created_at", "updated_at", "created_by") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict ("owner_org_id", "manifest_id") do nothing;

-- versions.get
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "organization_id" = $1 and "id" = $2;

-- versions.findByVersion
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "organization_id" = $1 and "package_id" = $2 and "version" = $3;

-- versions.listSealed
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "status" <> $1 and "organization_id" = $2 and "package_id" = $3 and "is_preview" = $4 order by "published_at" desc, "id" desc;

-- versions.listSealedAndPreviews
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "status" <> $1 and "organization_id" = $2 and "package_id" = $3 order by "published_at" desc, "id" desc;

-- versions.insert
insert into "sys_package_version" ("id", "organization_id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "is_pre_release", "release_notes", "published_at", "published_by", "created_at", "updated_at", "created_by", "manifest_json") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, convert_from($16::bytea, 'UTF8')) on conflict ("organization_id", "package_id", "version") do nothing;

-- versions.seal
update "sys_package_version" set "status" = $1, "version" = $2, "checksum" = $3, "manifest_json" = convert_from($4::bytea, 'UTF8'), "published_at" = $5, "published_by" = $6, "release_notes" = $7, "is_pre_release" = $8, "updated_at" = $9 where "organization_id" = $10 and "id" = $11 and "status" = $12;

-- versions.deprecate
update "sys_package_version" set "status" = $1, "updated_at" = $2 where "organization_id" = $3 and "id" = $4 and "status" = $5;

-- versions.putIndex
insert into "_authoring_item_index" ("organization_id", "version_id", "items", "facts") values ($1, $2, $3, $4);

-- versions.index
select "items", "facts" from "_authoring_item_index" where "organization_id" = $1 and "version_id" = $2;

-- versions.stamp
select "xmin"::text as "stamp" from "sys_package_version" where "organization_id" = $1 and "id" = $2;

-- versions.sealedBytes
select "manifest_json" as "sealed" from "sys_package_version" where "organization_id" = $1 and "id" = $2;

-- drafts.active
select "d"."id", "d"."package_id", "d"."base_version_id", "d"."revision" from "_authoring_active_draft" as "a" inner join "_authoring_draft" as "d" on "d"."organization_id" = "a"."organization_id" and "d"."id" = "a"."draft_id" where "a"."organization_id" = $1 and "a"."package_id" = $2 and "a"."branch" = $3;

-- drafts.get
select "d"."id", "d"."package_id", "d"."base_version_id", "d"."revision" from "_authoring_draft" as "d" where "d"."organization_id" = $1 and "d"."id" = $2;

-- drafts.pointAt
insert into "_authoring_active_draft" ("organization_id", "package_id", "branch", "draft_id") values ($1, $2, $3, $4) on conflict ("organization_id", "package_id", "branch") do nothing;

-- drafts.insert
insert into "_authoring_draft" ("organization_id", "id", "package_id", "base_version_id", "revision", "history_seq", "closed") values ($1, $2, $3, $4, $5, $6, $7);

-- drafts.unpoint
delete from "_authoring_active_draft" where "organization_id" = $1 and "draft_id" = $2;

-- drafts.close
update "_authoring_draft" set "closed" = $1 where "organization_id" = $2 and "id" = $3;

-- drafts.bump
update "_authoring_draft" set "revision" = "revision" + $1 where "organization_id" = $2 and "id" = $3 and "closed" = $4 returning "revision";

-- drafts.change
select "type", "name", "op", "renamed_from", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = $1 and "package_version_id" = $2 and "type" = $3 and "name" = $4;

-- drafts.changes
select "type", "name", "op", "renamed_from", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = $1 and "package_version_id" = $2;

-- drafts.putChanges × 1
insert into "sys_metadata" ("id", "organization_id", "package_id", "package_version_id", "type", "name", "managed_by", "scope", "source", "state", "version", "op", "renamed_from", "body_checksum", "base_checksum", "checksum", "created_by", "created_at", "updated_by", "updated_at") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) on conflict ("organization_id", "package_version_id", "type", "name") do update set "version" = "sys_metadata"."version" + $21, "op" = "excluded"."op", "renamed_from" = "excluded"."renamed_from", "body_checksum" = "excluded"."body_checksum", "base_checksum" = "excluded"."base_checksum", "checksum" = "excluded"."checksum", "updated_by" = "excluded"."updated_by", "updated_at" = "excluded"."updated_at";

-- drafts.putChanges × 5
insert into "sys_metadata" ("id", "organization_id", "package_id", "package_version_id", "type", "name", "managed_by", "scope", "source", "state", "version", "op", "renamed_from", "body_checksum", "base_checksum", "checksum", "created_by", "created_at", "updated_by", "updated_at") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20), ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40), ($41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60), ($61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80), ($81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100) on conflict ("organization_id", "package_version_id", "type", "name") do update set "version" = "sys_metadata"."version" + $101, "op" = "excluded"."op", "renamed_from" = "excluded"."renamed_from", "body_checksum" = "excluded"."body_checksum", "base_checksum" = "excluded"."base_checksum", "checksum" = "excluded"."checksum", "updated_by" = "excluded"."updated_by", "updated_at" = "excluded"."updated_at";

-- drafts.removeChanges
delete from "sys_metadata" where "organization_id" = $1 and "package_version_id" = $2 and "type" = $3 and "name" = any($4::text[]);

-- drafts.activateChanges
update "sys_metadata" set "state" = case when "op" = $1 then $2 else $3 end where "organization_id" = $4 and "package_version_id" = $5 and "type" = $6 and "name" = any($7::text[]);

-- drafts.facts
select "id", "ref", "path", "from_name", "to_name", "up", "down" from "_authoring_fact" where "organization_id" = $1 and "draft_id" = $2 order by "position";

-- drafts.removeFacts
delete from "_authoring_fact" where "organization_id" = $1 and "draft_id" = $2;

-- drafts.putFacts × 1
insert into "_authoring_fact" ("organization_id", "draft_id", "position", "id", "ref", "path", "from_name", "to_name", "up", "down") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- drafts.putFacts × 5
insert into "_authoring_fact" ("organization_id", "draft_id", "position", "id", "ref", "path", "from_name", "to_name", "up", "down") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), ($11, $12, $13, $14, $15, $16, $17, $18, $19, $20), ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36, $37, $38, $39, $40), ($41, $42, $43, $44, $45, $46, $47, $48, $49, $50);

-- drafts.answers
select "question_id", "answer" from "_authoring_answer" where "organization_id" = $1 and "draft_id" = $2 order by "question_id";

-- drafts.putAnswer
insert into "_authoring_answer" ("organization_id", "draft_id", "question_id", "answer") values ($1, $2, $3, $4) on conflict ("organization_id", "draft_id", "question_id") do update set "answer" = "excluded"."answer";

-- draftHistory.takeHistorySeq
update "_authoring_draft" set "history_seq" = "history_seq" + $1 where "organization_id" = $2 and "id" = $3 returning "history_seq";

-- draftHistory.lastEvent
select max("event_seq") as "last" from "sys_metadata_history" where "organization_id" = $1;

-- draftHistory.lastVersions
select "name", max("version") as "last" from "sys_metadata_history" where "organization_id" = $1 and "type" = $2 and "name" = any($3::text[]) group by "name";

-- draftHistory.appendHistory × 1
insert into "sys_metadata_history" ("id", "organization_id", "event_seq", "type", "name", "version", "operation_type", "checksum", "previous_checksum", "source", "recorded_by", "recorded_at", "package_id", "package_version_id", "draft_seq", "op", "commit_id") values ($1, $2, (select coalesce(max("event_seq"), 0) as "last" from "sys_metadata_history" where "organization_id" = $3) + 1, $4, $5, (select coalesce(max("version"), 0) as "last" from "sys_metadata_history" where "organization_id" = $6 and "type" = $7 and "name" = $8) + 1, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- draftHistory.appendHistory × 5
insert into "sys_metadata_history" ("id", "organization_id", "event_seq", "type", "name", "version", "operation_type", "checksum", "previous_checksum", "source", "recorded_by", "recorded_at", "package_id", "package_version_id", "draft_seq", "op", "commit_id") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17), ($18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34), ($35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51), ($52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68), ($69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85);

-- draftHistory.history
select "draft_seq", "type", "name", "op", "previous_checksum", "checksum", "recorded_at", "recorded_by", "commit_id" from "sys_metadata_history" where "organization_id" = $1 and "type" = $2 and "name" = $3 and "package_id" = $4 order by "version" desc limit $5;

-- draftHistory.dropUndone
delete from "_authoring_commit" where "organization_id" = $1 and "draft_id" = $2 and "undone" = $3;

-- draftHistory.pushCommit
insert into "_authoring_commit" ("organization_id", "draft_id", "undone", "seq", "id", "before_json", "after_json") values ($1, $2, $3, (select coalesce(max("seq"), 0) as "last" from "_authoring_commit" where "organization_id" = $4 and "draft_id" = $5 and "undone" = $6) + 1, $7, $8, $9);

-- draftHistory.undoable
select "id", "before_json", "after_json", "undone" from "_authoring_commit" where "organization_id" = $1 and "draft_id" = $2 and "undone" = $3 order by "seq" desc limit 1;

-- draftHistory.redoable
select "id", "before_json", "after_json", "undone" from "_authoring_commit" where "organization_id" = $1 and "draft_id" = $2 and "undone" = $3 order by "seq" limit 1;

-- draftHistory.markCommit
update "_authoring_commit" set "undone" = $1 where "organization_id" = $2 and "draft_id" = $3 and "id" = $4;

-- bodies.get
select "checksum", "bytes" from "_authoring_body" where "organization_id" = $1 and "checksum" = $2;

-- bodies.getAll
select "checksum", "bytes" from "_authoring_body" where "organization_id" = $1 and "checksum" = any($2::text[]);

-- bodies.put × 1
insert into "_authoring_body" ("organization_id", "checksum", "bytes") values ($1, $2, $3) on conflict ("organization_id", "checksum") do nothing;

-- bodies.put × 5
insert into "_authoring_body" ("organization_id", "checksum", "bytes") values ($1, $2, $3), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12), ($13, $14, $15) on conflict ("organization_id", "checksum") do nothing;

-- environments.find
select "id", "name", "environment_type", "database_driver", "database_url", "schema_mode", "position", "created_at", "created_by", "ephemeral_state", "expires_at", "source_environment_id" from "sys_environment" where "organization_id" = $1 and ("id" = $2 or "name" = $3);

-- environments.list
select "id", "name", "environment_type", "database_driver", "database_url", "schema_mode", "position", "created_at", "created_by", "ephemeral_state", "expires_at", "source_environment_id" from "sys_environment" where "organization_id" = $1 order by "position", "created_at", "id";

-- environments.moveBack
update "sys_environment" set "position" = "position" + $1, "updated_at" = $2 where "organization_id" = $3 and "position" >= $4 and "id" <> $5;

-- environments.insert
insert into "sys_environment" ("id", "organization_id", "name", "display_name", "environment_type", "database_driver", "database_url", "schema_mode", "position", "status", "created_by", "created_at", "updated_at", "ephemeral_state", "expires_at", "source_environment_id") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict ("organization_id", "name") do nothing;

-- environments.setState
update "sys_environment" set "ephemeral_state" = $1 where "organization_id" = $2 and "id" = $3 and "ephemeral_state" is not null;

-- environments.remove
delete from "sys_environment" where "organization_id" = $1 and "id" = $2;

-- installations.current
select "id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by" from "sys_package_installation" where "organization_id" = $1 and "environment_id" = $2 and "package_id" = $3;

-- installations.list
select "id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by" from "sys_package_installation" where "organization_id" = $1 and "environment_id" = $2 order by "package_id";

-- installations.running
select "id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by" from "sys_package_installation" where "organization_id" = $1 and "package_version_id" = $2 order by "environment_id";

-- installations.activate
insert into "sys_package_installation" ("id", "organization_id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by", "error_message") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict ("organization_id", "environment_id", "package_id") do update set "installed_at" = "excluded"."installed_at", "installed_by" = "excluded"."installed_by", "package_version_id" = "excluded"."package_version_id", "status" = "excluded"."status", "enabled" = "excluded"."enabled", "with_sample_data" = "excluded"."with_sample_data", "settings" = "excluded"."settings", "updated_at" = "excluded"."updated_at", "error_message" = $14;

-- installations.remove
delete from "sys_package_installation" where "organization_id" = $1 and "environment_id" = $2 and "package_id" = $3;

-- holds.list
select "id", "environment_id", "package_id", "run_id", "held_at", "table_name", "held_name", "kind", "spec" from "_authoring_hold" where "organization_id" = $1 and "environment_id" = $2 order by "held_at", "id";

-- holds.put × 1
insert into "_authoring_hold" ("organization_id", "id", "environment_id", "package_id", "run_id", "held_at", "table_name", "held_name", "kind", "spec") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict ("organization_id", "id") do update set "table_name" = "excluded"."table_name", "held_name" = "excluded"."held_name", "kind" = "excluded"."kind", "spec" = "excluded"."spec";

-- holds.put × 5
insert into "_authoring_hold" ("organization_id", "id", "environment_id", "package_id", "run_id", "held_at", "table_name", "held_name", "kind", "spec") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), ($11, $12, $13, $14, $15, $16, $17, $18, $19, $20), ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36, $37, $38, $39, $40), ($41, $42, $43, $44, $45, $46, $47, $48, $49, $50) on conflict ("organization_id", "id") do update set "table_name" = "excluded"."table_name", "held_name" = "excluded"."held_name", "kind" = "excluded"."kind", "spec" = "excluded"."spec";

-- holds.remove
delete from "_authoring_hold" where "organization_id" = $1 and "environment_id" = $2 and "id" = any($3::text[]);

-- overlays.get
select "type", "name", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = $1 and "package_version_id" = $2 and "type" = $3 and "name" = $4;

-- overlays.list
select "type", "name", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = $1 and "package_version_id" = $2;

-- overlays.put
insert into "sys_metadata" ("id", "organization_id", "package_id", "package_version_id", "environment_id", "type", "name", "managed_by", "scope", "source", "state", "version", "op", "body_checksum", "base_checksum", "checksum", "created_by", "created_at", "updated_by", "updated_at") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) on conflict ("organization_id", "package_version_id", "type", "name") do update set "version" = "sys_metadata"."version" + $21, "body_checksum" = "excluded"."body_checksum", "base_checksum" = "excluded"."base_checksum", "checksum" = "excluded"."checksum", "updated_by" = "excluded"."updated_by", "updated_at" = "excluded"."updated_at";

-- overlays.remove
delete from "sys_metadata" where "organization_id" = $1 and "package_version_id" = $2 and "type" = $3 and "name" = $4;

-- overlays.appendHistory
insert into "sys_metadata_history" ("id", "organization_id", "event_seq", "type", "name", "version", "operation_type", "checksum", "previous_checksum", "source", "recorded_by", "recorded_at", "package_id", "package_version_id", "draft_seq", "op", "commit_id") values ($1, $2, (select coalesce(max("event_seq"), 0) as "last" from "sys_metadata_history" where "organization_id" = $3) + 1, $4, $5, (select coalesce(max("version"), 0) as "last" from "sys_metadata_history" where "organization_id" = $6 and "type" = $7 and "name" = $8) + 1, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- overlays.history
select "op", "previous_checksum", "checksum", "recorded_at", "recorded_by" from "sys_metadata_history" where "organization_id" = $1 and "type" = $2 and "name" = $3 and "package_version_id" = $4 order by "version" desc limit $5;

-- health.list
select "package_id", "version_id", "run_id", "state", "since", "checked_at", "results" from "_authoring_health" where "organization_id" = $1 and "environment_id" = $2 order by "package_id";

-- health.put
insert into "_authoring_health" ("organization_id", "environment_id", "package_id", "version_id", "run_id", "state", "since", "checked_at", "results") values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict ("organization_id", "environment_id", "package_id") do update set "version_id" = "excluded"."version_id", "run_id" = "excluded"."run_id", "state" = "excluded"."state", "since" = "excluded"."since", "checked_at" = "excluded"."checked_at", "results" = "excluded"."results";

-- rehearsals.insert
insert into "_authoring_rehearsal" ("organization_id", "id", "environment_id", "plan_hash", "base_fingerprint", "at", "content") values ($1, $2, $3, $4, $5, $6, $7);

-- rehearsals.get
select "content" from "_authoring_rehearsal" where "organization_id" = $1 and "id" = $2;

-- rehearsals.list
select "content" from "_authoring_rehearsal" where "organization_id" = $1 order by "at" desc, "id" desc limit $2;

-- rehearsals.ofEnvironment
select "content" from "_authoring_rehearsal" where "organization_id" = $1 and "environment_id" = $2 order by "at" desc, "id" desc limit $3;

-- rehearsals.latest
select "content" from "_authoring_rehearsal" where "organization_id" = $1 and "environment_id" = $2 and "plan_hash" = $3 and "base_fingerprint" = $4 order by "at" desc, "id" desc limit 1;

-- policies.get
select "policy" from "_authoring_policy" where "organization_id" = $1 and "environment_id" = $2;

-- policies.put
insert into "_authoring_policy" ("organization_id", "environment_id", "policy", "updated_at", "updated_by") values ($1, $2, $3, $4, $5) on conflict ("organization_id", "environment_id") do update set "policy" = "excluded"."policy", "updated_at" = "excluded"."updated_at", "updated_by" = "excluded"."updated_by";

-- notices.get
select "version_id", "yanked", "reason", "said_at", "said_by" from "_authoring_version_notice" where "organization_id" = $1 and "version_id" = $2;

-- notices.put
insert into "_authoring_version_notice" ("organization_id", "version_id", "yanked", "reason", "said_at", "said_by") values ($1, $2, $3, $4, $5, $6) on conflict ("organization_id", "version_id") do update set "yanked" = "excluded"."yanked", "reason" = "excluded"."reason", "said_at" = "excluded"."said_at", "said_by" = "excluded"."said_by";

-- variables.list
select "environment_id", "package_id", "name", "kind", "content", "updated_at", "updated_by" from "_authoring_variable" where "organization_id" = $1 and "environment_id" = $2 order by "package_id", "name";

-- variables.put
insert into "_authoring_variable" ("organization_id", "environment_id", "package_id", "name", "kind", "content", "updated_at", "updated_by") values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict ("organization_id", "environment_id", "package_id", "name") do update set "kind" = "excluded"."kind", "content" = "excluded"."content", "updated_at" = "excluded"."updated_at", "updated_by" = "excluded"."updated_by";

-- variables.remove
delete from "_authoring_variable" where "organization_id" = $1 and "environment_id" = $2 and "package_id" = $3 and "name" = $4;

-- adoptions.get
select "items", "adopted_at" from "_authoring_adoption" where "organization_id" = $1 and "environment_id" = $2 and "package_id" = $3;

-- adoptions.put
insert into "_authoring_adoption" ("organization_id", "environment_id", "package_id", "items", "adopted_at", "adopted_by") values ($1, $2, $3, $4, $5, $6) on conflict ("organization_id", "environment_id", "package_id") do update set "items" = "excluded"."items", "adopted_at" = "excluded"."adopted_at", "adopted_by" = "excluded"."adopted_by";

-- approvals.get
select "id", "submitter_id", "submitter_comment", "use_state", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id" from "sys_approval_request" where "process_name" = $1 and "organization_id" = $2 and "id" = $3;

-- approvals.list
select "id", "submitter_id", "submitter_comment", "use_state", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id" from "sys_approval_request" where "process_name" = $1 and "organization_id" = $2 order by "created_at" desc, "id" desc limit $3;

-- approvals.listOf
select "id", "submitter_id", "submitter_comment", "use_state", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id" from "sys_approval_request" where "process_name" = $1 and "organization_id" = $2 and "object_name" = $3 and "record_id" = $4 order by "created_at" desc, "id" desc limit $5;

-- approvals.insert
insert into "sys_approval_request" ("id", "organization_id", "process_name", "object_name", "record_id", "submitter_id", "submitter_comment", "status", "use_state", "current_step", "pending_approvers", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- approvals.change
update "sys_approval_request" set "status" = $1, "use_state" = $2, "expires_at" = $3, "completed_at" = $4, "run_id" = $5, "updated_at" = $6 where "organization_id" = $7 and "id" = $8 and "use_state" = $9;

-- approvals.act
insert into "sys_approval_action" ("id", "organization_id", "request_id", "action", "actor_id", "comment", "created_at") values ($1, $2, $3, $4, $5, $6, $7);

-- approvals.actions
select "id", "request_id", "action", "actor_id", "comment", "created_at" from "sys_approval_action" where "organization_id" = $1 and "request_id" = $2 order by "created_at", "id";

-- tokens.get
select "id", "name", "kind", "role", "environments", "operations", "hash", "made_by", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by" from "_authoring_token" where "organization_id" = $1 and "id" = $2;

-- tokens.list
select "id", "name", "kind", "role", "environments", "operations", "hash", "made_by", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by" from "_authoring_token" where "organization_id" = $1 order by "created_at" desc, "id" desc limit $2;

-- tokens.insert
insert into "_authoring_token" ("organization_id", "id", "name", "kind", "role", "environments", "operations", "hash", "made_by", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- tokens.used
update "_authoring_token" set "last_used_at" = $1 where "organization_id" = $2 and "id" = $3;

-- tokens.revoke
update "_authoring_token" set "revoked_at" = $1, "revoked_by" = $2 where "organization_id" = $3 and "id" = $4 and "revoked_at" is null;

-- notifications.put × 1
insert into "_authoring_notification" ("organization_id", "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- notifications.put × 5
insert into "_authoring_notification" ("organization_id", "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), ($11, $12, $13, $14, $15, $16, $17, $18, $19, $20), ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36, $37, $38, $39, $40), ($41, $42, $43, $44, $45, $46, $47, $48, $49, $50);

-- notifications.due
select "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error" from "_authoring_notification" where "organization_id" = $1 and "sink" = $2 and "state" = $3 and "due_at" <= $4 order by "created_at", "id" limit $5;

-- notifications.list
select "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error" from "_authoring_notification" where "organization_id" = $1 order by "created_at", "id" limit $2;

-- notifications.claim
update "_authoring_notification" set "due_at" = $1 where "organization_id" = $2 and "id" = $3 and "state" = $4 and "due_at" = $5;

-- notifications.change
update "_authoring_notification" set "state" = $1, "due_at" = $2, "attempts" = $3, "last_error" = $4 where "organization_id" = $5 and "id" = $6;

-- notifications.remove
delete from "_authoring_notification" where "organization_id" = $1 and "id" = $2;

-- runs.insert
insert into "_authoring_run" ("organization_id", "id", "environment_id", "kind", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- runs.get
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = $1 and "r"."id" = $2;

-- runs.has
select "id" from "_authoring_run" where "organization_id" = $1 and "id" = $2;

-- runs.list
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = $1 and "environment_id" = $2 order by "requested_at" desc, "r"."id" desc limit $3;

-- runs.listAll
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = $1 order by "requested_at" desc, "r"."id" desc limit $2;

-- runs.open
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = $1 and "environment_id" = $2 and "finished_at" is null and "state" not in ($3, $4, $5, $6) order by "requested_at", "r"."id";

-- runs.lastApplied
select "id", "fence", "next_chunk", "updated_at", "finished_at" from "_authoring_run" where "organization_id" = $1 and "environment_id" = $2 and "state" in ($3, $4, $5, $6, $7) and "next_chunk" > 0 order by "fence" desc limit 1;

-- runs.putFrozen
insert into "_authoring_run_frozen" ("organization_id", "run_id", "frozen") values ($1, $2, $3) on conflict ("organization_id", "run_id") do update set "frozen" = "excluded"."frozen";

-- runs.setCancel
update "_authoring_run" set "cancel_requested" = $1 where "organization_id" = $2 and "id" = $3;

-- runs.setProgress
update "_authoring_run" set "progress" = $1 where "organization_id" = $2 and "id" = $3 and "fence" <= $4;

-- runs.cancelled
select "cancel_requested" from "_authoring_run" where "organization_id" = $1 and "id" = $2;

-- runs.save
update "_authoring_run" set "environment_id" = $1, "kind" = $2, "request" = $3, "requested_by" = $4, "requested_at" = $5, "state" = $6, "fence" = $7, "next_chunk" = $8, "reversing" = $9, "failure" = $10, "change_log_seq" = $11, "updated_at" = $12, "finished_at" = $13, "progress" = $14 where "organization_id" = $15 and "id" = $16 and "fence" <= $17;

-- runs.chunks
select "run_id", "no", "phase", "step_ids", "state", "fence", "started_at", "finished_at", "error" from "_authoring_run_chunk" where "organization_id" = $1 and "run_id" = $2 order by "no";

-- runs.putChunk
insert into "_authoring_run_chunk" ("organization_id", "run_id", "no", "phase", "step_ids", "state", "fence", "started_at", "finished_at", "error") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict ("organization_id", "run_id", "no") do update set "phase" = "excluded"."phase", "step_ids" = "excluded"."step_ids", "state" = "excluded"."state", "fence" = "excluded"."fence", "started_at" = "excluded"."started_at", "finished_at" = "excluded"."finished_at", "error" = "excluded"."error" where "_authoring_run_chunk"."fence" <= "excluded"."fence";

-- leases.acquire
insert into "_authoring_lease" ("organization_id", "environment_id", "run_id", "owner", "fence", "expires_at") values ($1, $2, $3, $4, $5, to_char((clock_timestamp() at time zone 'UTC') + $6::bigint * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) on conflict ("organization_id", "environment_id") do update set "run_id" = "excluded"."run_id", "owner" = "excluded"."owner", "fence" = "_authoring_lease"."fence" + $7, "expires_at" = "excluded"."expires_at" where ("_authoring_lease"."expires_at" <= to_char((clock_timestamp() at time zone 'UTC') + $8::bigint * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') or ("_authoring_lease"."owner" = "excluded"."owner" and "_authoring_lease"."run_id" = "excluded"."run_id")) returning "environment_id", "run_id", "owner", "fence", "expires_at";

-- leases.renew
update "_authoring_lease" set "expires_at" = to_char((clock_timestamp() at time zone 'UTC') + $1::bigint * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') where "organization_id" = $2 and "environment_id" = $3 and "fence" = $4 and "expires_at" <> $5 returning "environment_id", "run_id", "owner", "fence", "expires_at";

-- leases.assertHeld
update "_authoring_lease" set "fence" = $1 where "organization_id" = $2 and "environment_id" = $3 and "fence" = $4 and "expires_at" > to_char((clock_timestamp() at time zone 'UTC') + $5::bigint * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- leases.release
update "_authoring_lease" set "expires_at" = $1 where "organization_id" = $2 and "environment_id" = $3 and "fence" = $4;

-- leases.current
select "environment_id", "run_id", "owner", "fence", "expires_at" from "_authoring_lease" where "organization_id" = $1 and "environment_id" = $2 and "expires_at" > to_char((clock_timestamp() at time zone 'UTC') + $3::bigint * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- log.last
select "seq", "hash" from "sys_metadata_audit" where "organization_id" = $1 order by "seq" desc limit 1;

-- log.since
select "seq", "actor", "payload" from "_authoring_event" where "organization_id" = $1 and "seq" > $2 order by "seq" limit $3;

-- log.eventsAfter
select "seq", "actor", "at", "payload" from "_authoring_event" where "organization_id" = $1 and "seq" > $2 order by "seq" limit $3;

-- log.auditAfter
select "seq", "actor", "occurred_at", "type", "name", "operation", "outcome", "code", "prev_hash", "hash" from "sys_metadata_audit" where "organization_id" = $1 and "seq" > $2 order by "seq" limit $3;

-- log.event
insert into "_authoring_event" ("organization_id", "seq", "op", "actor", "at", "payload") values ($1, $2, $3, $4, $5, $6);

-- log.audit
insert into "sys_metadata_audit" ("id", "organization_id", "seq", "occurred_at", "actor", "source", "type", "name", "operation", "outcome", "code", "lock_overridden", "prev_hash", "hash") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
