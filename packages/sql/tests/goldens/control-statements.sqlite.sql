-- packages.find
select "id", "manifest_id", "display_name", "created_at" from "sys_package" where "owner_org_id" = ? and "manifest_id" = ?;

-- packages.get
select "id", "manifest_id", "display_name", "created_at" from "sys_package" where "owner_org_id" = ? and "id" = ?;

-- packages.list
select "id", "manifest_id", "display_name", "created_at" from "sys_package" where "owner_org_id" = ? order by "manifest_id";

-- packages.insert
insert into "sys_package" ("id", "owner_org_id", "manifest_id", "display_name", "visibility", "publisher", "is_starter", "created_at", "updated_at", "created_by") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("owner_org_id", "manifest_id") do nothing;

-- versions.get
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "organization_id" = ? and "id" = ?;

-- versions.findByVersion
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "organization_id" = ? and "package_id" = ? and "version" = ?;

-- versions.listSealed
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "status" <> ? and "organization_id" = ? and "package_id" = ? and "is_preview" = ? order by "published_at" desc, "id" desc;

-- versions.listSealedAndPreviews
select "id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "release_notes", "created_at", "published_at", "created_by" from "sys_package_version" where "status" <> ? and "organization_id" = ? and "package_id" = ? order by "published_at" desc, "id" desc;

-- versions.insert
insert into "sys_package_version" ("id", "organization_id", "package_id", "version", "status", "checksum", "base_version_id", "is_preview", "is_pre_release", "release_notes", "published_at", "published_by", "created_at", "updated_at", "created_by", "manifest_json") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as text)) on conflict ("organization_id", "package_id", "version") do nothing;

-- versions.seal
update "sys_package_version" set "status" = ?, "version" = ?, "checksum" = ?, "manifest_json" = cast(? as text), "published_at" = ?, "published_by" = ?, "release_notes" = ?, "is_pre_release" = ?, "updated_at" = ? where "organization_id" = ? and "id" = ? and "status" = ?;

-- versions.deprecate
update "sys_package_version" set "status" = ?, "updated_at" = ? where "organization_id" = ? and "id" = ? and "status" = ?;

-- versions.putIndex
insert into "_authoring_item_index" ("organization_id", "version_id", "items", "facts") values (?, ?, ?, ?);

-- versions.index
select "items", "facts" from "_authoring_item_index" where "organization_id" = ? and "version_id" = ?;

-- versions.stamp
select mda_connection() || '/' || (select "data_version" from pragma_data_version) as "stamp" from "sys_package_version" where "organization_id" = ? and "id" = ?;

-- versions.sealedBytes
select cast("manifest_json" as blob) as "sealed" from "sys_package_version" where "organization_id" = ? and "id" = ?;

-- drafts.active
select "d"."id", "d"."package_id", "d"."base_version_id", "d"."revision" from "_authoring_active_draft" as "a" inner join "_authoring_draft" as "d" on "d"."organization_id" = "a"."organization_id" and "d"."id" = "a"."draft_id" where "a"."organization_id" = ? and "a"."package_id" = ? and "a"."branch" = ?;

-- drafts.get
select "d"."id", "d"."package_id", "d"."base_version_id", "d"."revision" from "_authoring_draft" as "d" where "d"."organization_id" = ? and "d"."id" = ?;

-- drafts.pointAt
insert into "_authoring_active_draft" ("organization_id", "package_id", "branch", "draft_id") values (?, ?, ?, ?) on conflict ("organization_id", "package_id", "branch") do nothing;

-- drafts.insert
insert into "_authoring_draft" ("organization_id", "id", "package_id", "base_version_id", "revision", "history_seq", "closed") values (?, ?, ?, ?, ?, ?, ?);

-- drafts.unpoint
delete from "_authoring_active_draft" where "organization_id" = ? and "draft_id" = ?;

-- drafts.close
update "_authoring_draft" set "closed" = ? where "organization_id" = ? and "id" = ?;

-- drafts.bump
update "_authoring_draft" set "revision" = "revision" + ? where "organization_id" = ? and "id" = ? and "closed" = ? returning "revision";

-- drafts.change
select "type", "name", "op", "renamed_from", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = ? and "package_version_id" = ? and "type" = ? and "name" = ?;

-- drafts.changes
select "type", "name", "op", "renamed_from", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = ? and "package_version_id" = ?;

-- drafts.putChanges × 1
insert into "sys_metadata" ("id", "organization_id", "package_id", "package_version_id", "type", "name", "managed_by", "scope", "source", "state", "version", "op", "renamed_from", "body_checksum", "base_checksum", "checksum", "created_by", "created_at", "updated_by", "updated_at") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "package_version_id", "type", "name") do update set "version" = "sys_metadata"."version" + ?, "op" = "excluded"."op", "renamed_from" = "excluded"."renamed_from", "body_checksum" = "excluded"."body_checksum", "base_checksum" = "excluded"."base_checksum", "checksum" = "excluded"."checksum", "updated_by" = "excluded"."updated_by", "updated_at" = "excluded"."updated_at";

-- drafts.putChanges × 5
insert into "sys_metadata" ("id", "organization_id", "package_id", "package_version_id", "type", "name", "managed_by", "scope", "source", "state", "version", "op", "renamed_from", "body_checksum", "base_checksum", "checksum", "created_by", "created_at", "updated_by", "updated_at") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "package_version_id", "type", "name") do update set "version" = "sys_metadata"."version" + ?, "op" = "excluded"."op", "renamed_from" = "excluded"."renamed_from", "body_checksum" = "excluded"."body_checksum", "base_checksum" = "excluded"."base_checksum", "checksum" = "excluded"."checksum", "updated_by" = "excluded"."updated_by", "updated_at" = "excluded"."updated_at";

-- drafts.removeChanges
delete from "sys_metadata" where "organization_id" = ? and "package_version_id" = ? and "type" = ? and "name" in (select "value" from json_each(?));

-- drafts.activateChanges
update "sys_metadata" set "state" = case when "op" = ? then ? else ? end where "organization_id" = ? and "package_version_id" = ? and "type" = ? and "name" in (select "value" from json_each(?));

-- drafts.facts
select "id", "ref", "path", "from_name", "to_name", "up", "down" from "_authoring_fact" where "organization_id" = ? and "draft_id" = ? order by "position";

-- drafts.removeFacts
delete from "_authoring_fact" where "organization_id" = ? and "draft_id" = ?;

-- drafts.putFacts × 1
insert into "_authoring_fact" ("organization_id", "draft_id", "position", "id", "ref", "path", "from_name", "to_name", "up", "down") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- drafts.putFacts × 5
insert into "_authoring_fact" ("organization_id", "draft_id", "position", "id", "ref", "path", "from_name", "to_name", "up", "down") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- drafts.answers
select "question_id", "answer" from "_authoring_answer" where "organization_id" = ? and "draft_id" = ? order by "question_id";

-- drafts.putAnswer
insert into "_authoring_answer" ("organization_id", "draft_id", "question_id", "answer") values (?, ?, ?, ?) on conflict ("organization_id", "draft_id", "question_id") do update set "answer" = "excluded"."answer";

-- draftHistory.takeHistorySeq
update "_authoring_draft" set "history_seq" = "history_seq" + ? where "organization_id" = ? and "id" = ? returning "history_seq";

-- draftHistory.lastEvent
select max("event_seq") as "last" from "sys_metadata_history" where "organization_id" = ?;

-- draftHistory.lastVersions
select "name", max("version") as "last" from "sys_metadata_history" where "organization_id" = ? and "type" = ? and "name" in (select "value" from json_each(?)) group by "name";

-- draftHistory.appendHistory × 1
insert into "sys_metadata_history" ("id", "organization_id", "event_seq", "type", "name", "version", "operation_type", "checksum", "previous_checksum", "source", "recorded_by", "recorded_at", "package_id", "package_version_id", "draft_seq", "op", "commit_id") values (?, ?, (select coalesce(max("event_seq"), 0) as "last" from "sys_metadata_history" where "organization_id" = ?) + 1, ?, ?, (select coalesce(max("version"), 0) as "last" from "sys_metadata_history" where "organization_id" = ? and "type" = ? and "name" = ?) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- draftHistory.appendHistory × 5
insert into "sys_metadata_history" ("id", "organization_id", "event_seq", "type", "name", "version", "operation_type", "checksum", "previous_checksum", "source", "recorded_by", "recorded_at", "package_id", "package_version_id", "draft_seq", "op", "commit_id") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- draftHistory.history
select "draft_seq", "type", "name", "op", "previous_checksum", "checksum", "recorded_at", "recorded_by", "commit_id" from "sys_metadata_history" where "organization_id" = ? and "type" = ? and "name" = ? and "package_id" = ? order by "version" desc limit ?;

-- draftHistory.dropUndone
delete from "_authoring_commit" where "organization_id" = ? and "draft_id" = ? and "undone" = ?;

-- draftHistory.pushCommit
insert into "_authoring_commit" ("organization_id", "draft_id", "undone", "seq", "id", "before_json", "after_json") values (?, ?, ?, (select coalesce(max("seq"), 0) as "last" from "_authoring_commit" where "organization_id" = ? and "draft_id" = ? and "undone" = ?) + 1, ?, ?, ?);

-- draftHistory.undoable
select "id", "before_json", "after_json", "undone" from "_authoring_commit" where "organization_id" = ? and "draft_id" = ? and "undone" = ? order by "seq" desc limit 1;

-- draftHistory.redoable
select "id", "before_json", "after_json", "undone" from "_authoring_commit" where "organization_id" = ? and "draft_id" = ? and "undone" = ? order by "seq" limit 1;

-- draftHistory.markCommit
update "_authoring_commit" set "undone" = ? where "organization_id" = ? and "draft_id" = ? and "id" = ?;

-- bodies.get
select "checksum", "bytes" from "_authoring_body" where "organization_id" = ? and "checksum" = ?;

-- bodies.getAll
select "checksum", "bytes" from "_authoring_body" where "organization_id" = ? and "checksum" in (select "value" from json_each(?));

-- bodies.put × 1
insert into "_authoring_body" ("organization_id", "checksum", "bytes") values (?, ?, ?) on conflict ("organization_id", "checksum") do nothing;

-- bodies.put × 5
insert into "_authoring_body" ("organization_id", "checksum", "bytes") values (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?) on conflict ("organization_id", "checksum") do nothing;

-- environments.find
select "id", "name", "environment_type", "database_driver", "database_url", "schema_mode", "position", "created_at", "created_by", "ephemeral_state", "expires_at", "source_environment_id" from "sys_environment" where "organization_id" = ? and ("id" = ? or "name" = ?);

-- environments.list
select "id", "name", "environment_type", "database_driver", "database_url", "schema_mode", "position", "created_at", "created_by", "ephemeral_state", "expires_at", "source_environment_id" from "sys_environment" where "organization_id" = ? order by "position", "created_at", "id";

-- environments.moveBack
update "sys_environment" set "position" = "position" + ?, "updated_at" = ? where "organization_id" = ? and "position" >= ? and "id" <> ?;

-- environments.insert
insert into "sys_environment" ("id", "organization_id", "name", "display_name", "environment_type", "database_driver", "database_url", "schema_mode", "position", "status", "created_by", "created_at", "updated_at", "ephemeral_state", "expires_at", "source_environment_id") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "name") do nothing;

-- environments.setState
update "sys_environment" set "ephemeral_state" = ? where "organization_id" = ? and "id" = ? and "ephemeral_state" is not null;

-- environments.remove
delete from "sys_environment" where "organization_id" = ? and "id" = ?;

-- installations.current
select "id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by" from "sys_package_installation" where "organization_id" = ? and "environment_id" = ? and "package_id" = ?;

-- installations.list
select "id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by" from "sys_package_installation" where "organization_id" = ? and "environment_id" = ? order by "package_id";

-- installations.running
select "id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by" from "sys_package_installation" where "organization_id" = ? and "package_version_id" = ? order by "environment_id";

-- installations.activate
insert into "sys_package_installation" ("id", "organization_id", "environment_id", "package_id", "package_version_id", "status", "enabled", "with_sample_data", "settings", "installed_at", "updated_at", "installed_by", "error_message") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "environment_id", "package_id") do update set "installed_at" = "excluded"."installed_at", "installed_by" = "excluded"."installed_by", "package_version_id" = "excluded"."package_version_id", "status" = "excluded"."status", "enabled" = "excluded"."enabled", "with_sample_data" = "excluded"."with_sample_data", "settings" = "excluded"."settings", "updated_at" = "excluded"."updated_at", "error_message" = ?;

-- installations.remove
delete from "sys_package_installation" where "organization_id" = ? and "environment_id" = ? and "package_id" = ?;

-- holds.list
select "id", "environment_id", "package_id", "run_id", "held_at", "table_name", "held_name", "kind", "spec" from "_authoring_hold" where "organization_id" = ? and "environment_id" = ? order by "held_at", "id";

-- holds.put × 1
insert into "_authoring_hold" ("organization_id", "id", "environment_id", "package_id", "run_id", "held_at", "table_name", "held_name", "kind", "spec") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "id") do update set "table_name" = "excluded"."table_name", "held_name" = "excluded"."held_name", "kind" = "excluded"."kind", "spec" = "excluded"."spec";

-- holds.put × 5
insert into "_authoring_hold" ("organization_id", "id", "environment_id", "package_id", "run_id", "held_at", "table_name", "held_name", "kind", "spec") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "id") do update set "table_name" = "excluded"."table_name", "held_name" = "excluded"."held_name", "kind" = "excluded"."kind", "spec" = "excluded"."spec";

-- holds.remove
delete from "_authoring_hold" where "organization_id" = ? and "environment_id" = ? and "id" in (select "value" from json_each(?));

-- overlays.get
select "type", "name", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = ? and "package_version_id" = ? and "type" = ? and "name" = ?;

-- overlays.list
select "type", "name", "body_checksum", "base_checksum", "updated_at", "updated_by" from "sys_metadata" where "organization_id" = ? and "package_version_id" = ?;

-- overlays.put
insert into "sys_metadata" ("id", "organization_id", "package_id", "package_version_id", "environment_id", "type", "name", "managed_by", "scope", "source", "state", "version", "op", "body_checksum", "base_checksum", "checksum", "created_by", "created_at", "updated_by", "updated_at") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "package_version_id", "type", "name") do update set "version" = "sys_metadata"."version" + ?, "body_checksum" = "excluded"."body_checksum", "base_checksum" = "excluded"."base_checksum", "checksum" = "excluded"."checksum", "updated_by" = "excluded"."updated_by", "updated_at" = "excluded"."updated_at";

-- overlays.remove
delete from "sys_metadata" where "organization_id" = ? and "package_version_id" = ? and "type" = ? and "name" = ?;

-- overlays.appendHistory
insert into "sys_metadata_history" ("id", "organization_id", "event_seq", "type", "name", "version", "operation_type", "checksum", "previous_checksum", "source", "recorded_by", "recorded_at", "package_id", "package_version_id", "draft_seq", "op", "commit_id") values (?, ?, (select coalesce(max("event_seq"), 0) as "last" from "sys_metadata_history" where "organization_id" = ?) + 1, ?, ?, (select coalesce(max("version"), 0) as "last" from "sys_metadata_history" where "organization_id" = ? and "type" = ? and "name" = ?) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- overlays.history
select "op", "previous_checksum", "checksum", "recorded_at", "recorded_by" from "sys_metadata_history" where "organization_id" = ? and "type" = ? and "name" = ? and "package_version_id" = ? order by "version" desc limit ?;

-- health.list
select "package_id", "version_id", "run_id", "state", "since", "checked_at", "results" from "_authoring_health" where "organization_id" = ? and "environment_id" = ? order by "package_id";

-- health.put
insert into "_authoring_health" ("organization_id", "environment_id", "package_id", "version_id", "run_id", "state", "since", "checked_at", "results") values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "environment_id", "package_id") do update set "version_id" = "excluded"."version_id", "run_id" = "excluded"."run_id", "state" = "excluded"."state", "since" = "excluded"."since", "checked_at" = "excluded"."checked_at", "results" = "excluded"."results";

-- rehearsals.insert
insert into "_authoring_rehearsal" ("organization_id", "id", "environment_id", "plan_hash", "base_fingerprint", "at", "content") values (?, ?, ?, ?, ?, ?, ?);

-- rehearsals.get
select "content" from "_authoring_rehearsal" where "organization_id" = ? and "id" = ?;

-- rehearsals.list
select "content" from "_authoring_rehearsal" where "organization_id" = ? order by "at" desc, "id" desc limit ?;

-- rehearsals.ofEnvironment
select "content" from "_authoring_rehearsal" where "organization_id" = ? and "environment_id" = ? order by "at" desc, "id" desc limit ?;

-- rehearsals.latest
select "content" from "_authoring_rehearsal" where "organization_id" = ? and "environment_id" = ? and "plan_hash" = ? and "base_fingerprint" = ? order by "at" desc, "id" desc limit 1;

-- policies.get
select "policy" from "_authoring_policy" where "organization_id" = ? and "environment_id" = ?;

-- policies.put
insert into "_authoring_policy" ("organization_id", "environment_id", "policy", "updated_at", "updated_by") values (?, ?, ?, ?, ?) on conflict ("organization_id", "environment_id") do update set "policy" = "excluded"."policy", "updated_at" = "excluded"."updated_at", "updated_by" = "excluded"."updated_by";

-- notices.get
select "version_id", "yanked", "reason", "said_at", "said_by" from "_authoring_version_notice" where "organization_id" = ? and "version_id" = ?;

-- notices.put
insert into "_authoring_version_notice" ("organization_id", "version_id", "yanked", "reason", "said_at", "said_by") values (?, ?, ?, ?, ?, ?) on conflict ("organization_id", "version_id") do update set "yanked" = "excluded"."yanked", "reason" = "excluded"."reason", "said_at" = "excluded"."said_at", "said_by" = "excluded"."said_by";

-- variables.list
select "environment_id", "package_id", "name", "kind", "content", "updated_at", "updated_by" from "_authoring_variable" where "organization_id" = ? and "environment_id" = ? order by "package_id", "name";

-- variables.put
insert into "_authoring_variable" ("organization_id", "environment_id", "package_id", "name", "kind", "content", "updated_at", "updated_by") values (?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "environment_id", "package_id", "name") do update set "kind" = "excluded"."kind", "content" = "excluded"."content", "updated_at" = "excluded"."updated_at", "updated_by" = "excluded"."updated_by";

-- variables.remove
delete from "_authoring_variable" where "organization_id" = ? and "environment_id" = ? and "package_id" = ? and "name" = ?;

-- adoptions.get
select "items", "adopted_at" from "_authoring_adoption" where "organization_id" = ? and "environment_id" = ? and "package_id" = ?;

-- adoptions.put
insert into "_authoring_adoption" ("organization_id", "environment_id", "package_id", "items", "adopted_at", "adopted_by") values (?, ?, ?, ?, ?, ?) on conflict ("organization_id", "environment_id", "package_id") do update set "items" = "excluded"."items", "adopted_at" = "excluded"."adopted_at", "adopted_by" = "excluded"."adopted_by";

-- approvals.get
select "id", "submitter_id", "submitter_comment", "use_state", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id" from "sys_approval_request" where "process_name" = ? and "organization_id" = ? and "id" = ?;

-- approvals.list
select "id", "submitter_id", "submitter_comment", "use_state", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id" from "sys_approval_request" where "process_name" = ? and "organization_id" = ? order by "created_at" desc, "id" desc limit ?;

-- approvals.listOf
select "id", "submitter_id", "submitter_comment", "use_state", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id" from "sys_approval_request" where "process_name" = ? and "organization_id" = ? and "object_name" = ? and "record_id" = ? order by "created_at" desc, "id" desc limit ?;

-- approvals.insert
insert into "sys_approval_request" ("id", "organization_id", "process_name", "object_name", "record_id", "submitter_id", "submitter_comment", "status", "use_state", "current_step", "pending_approvers", "payload_json", "expires_at", "completed_at", "created_at", "updated_at", "run_id") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- approvals.change
update "sys_approval_request" set "status" = ?, "use_state" = ?, "expires_at" = ?, "completed_at" = ?, "run_id" = ?, "updated_at" = ? where "organization_id" = ? and "id" = ? and "use_state" = ?;

-- approvals.act
insert into "sys_approval_action" ("id", "organization_id", "request_id", "action", "actor_id", "comment", "created_at") values (?, ?, ?, ?, ?, ?, ?);

-- approvals.actions
select "id", "request_id", "action", "actor_id", "comment", "created_at" from "sys_approval_action" where "organization_id" = ? and "request_id" = ? order by "created_at", "id";

-- tokens.get
select "id", "name", "kind", "role", "environments", "operations", "hash", "made_by", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by" from "_authoring_token" where "organization_id" = ? and "id" = ?;

-- tokens.list
select "id", "name", "kind", "role", "environments", "operations", "hash", "made_by", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by" from "_authoring_token" where "organization_id" = ? order by "created_at" desc, "id" desc limit ?;

-- tokens.insert
insert into "_authoring_token" ("organization_id", "id", "name", "kind", "role", "environments", "operations", "hash", "made_by", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- tokens.used
update "_authoring_token" set "last_used_at" = ? where "organization_id" = ? and "id" = ?;

-- tokens.revoke
update "_authoring_token" set "revoked_at" = ?, "revoked_by" = ? where "organization_id" = ? and "id" = ? and "revoked_at" is null;

-- notifications.put × 1
insert into "_authoring_notification" ("organization_id", "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- notifications.put × 5
insert into "_authoring_notification" ("organization_id", "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- notifications.due
select "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error" from "_authoring_notification" where "organization_id" = ? and "sink" = ? and "state" = ? and "due_at" <= ? order by "created_at", "id" limit ?;

-- notifications.list
select "id", "sink", "type", "body", "created_at", "due_at", "attempts", "state", "last_error" from "_authoring_notification" where "organization_id" = ? order by "created_at", "id" limit ?;

-- notifications.claim
update "_authoring_notification" set "due_at" = ? where "organization_id" = ? and "id" = ? and "state" = ? and "due_at" = ?;

-- notifications.change
update "_authoring_notification" set "state" = ?, "due_at" = ?, "attempts" = ?, "last_error" = ? where "organization_id" = ? and "id" = ?;

-- notifications.remove
delete from "_authoring_notification" where "organization_id" = ? and "id" = ?;

-- runs.insert
insert into "_authoring_run" ("organization_id", "id", "environment_id", "kind", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- runs.get
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = ? and "r"."id" = ?;

-- runs.has
select "id" from "_authoring_run" where "organization_id" = ? and "id" = ?;

-- runs.list
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = ? and "environment_id" = ? order by "requested_at" desc, "r"."id" desc limit ?;

-- runs.listAll
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = ? order by "requested_at" desc, "r"."id" desc limit ?;

-- runs.open
select "r"."id", "state", "fence", "next_chunk", "reversing", "request", "failure", "change_log_seq", "requested_by", "requested_at", "updated_at", "finished_at", "frozen", "progress" from "_authoring_run" as "r" left join "_authoring_run_frozen" as "f" on "f"."organization_id" = "r"."organization_id" and "f"."run_id" = "r"."id" where "r"."organization_id" = ? and "environment_id" = ? and "finished_at" is null and "state" not in (?, ?, ?, ?) order by "requested_at", "r"."id";

-- runs.lastApplied
select "id", "fence", "next_chunk", "updated_at", "finished_at" from "_authoring_run" where "organization_id" = ? and "environment_id" = ? and "state" in (?, ?, ?, ?, ?) and "next_chunk" > 0 order by "fence" desc limit 1;

-- runs.putFrozen
insert into "_authoring_run_frozen" ("organization_id", "run_id", "frozen") values (?, ?, ?) on conflict ("organization_id", "run_id") do update set "frozen" = "excluded"."frozen";

-- runs.setCancel
update "_authoring_run" set "cancel_requested" = ? where "organization_id" = ? and "id" = ?;

-- runs.setProgress
update "_authoring_run" set "progress" = ? where "organization_id" = ? and "id" = ? and "fence" <= ?;

-- runs.cancelled
select "cancel_requested" from "_authoring_run" where "organization_id" = ? and "id" = ?;

-- runs.save
update "_authoring_run" set "environment_id" = ?, "kind" = ?, "request" = ?, "requested_by" = ?, "requested_at" = ?, "state" = ?, "fence" = ?, "next_chunk" = ?, "reversing" = ?, "failure" = ?, "change_log_seq" = ?, "updated_at" = ?, "finished_at" = ?, "progress" = ? where "organization_id" = ? and "id" = ? and "fence" <= ?;

-- runs.chunks
select "run_id", "no", "phase", "step_ids", "state", "fence", "started_at", "finished_at", "error" from "_authoring_run_chunk" where "organization_id" = ? and "run_id" = ? order by "no";

-- runs.putChunk
insert into "_authoring_run_chunk" ("organization_id", "run_id", "no", "phase", "step_ids", "state", "fence", "started_at", "finished_at", "error") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("organization_id", "run_id", "no") do update set "phase" = "excluded"."phase", "step_ids" = "excluded"."step_ids", "state" = "excluded"."state", "fence" = "excluded"."fence", "started_at" = "excluded"."started_at", "finished_at" = "excluded"."finished_at", "error" = "excluded"."error" where "_authoring_run_chunk"."fence" <= "excluded"."fence";

-- leases.acquire
insert into "_authoring_lease" ("organization_id", "environment_id", "run_id", "owner", "fence", "expires_at") values (?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (? / 1000.0) || ' seconds')) on conflict ("organization_id", "environment_id") do update set "run_id" = "excluded"."run_id", "owner" = "excluded"."owner", "fence" = "_authoring_lease"."fence" + ?, "expires_at" = "excluded"."expires_at" where ("_authoring_lease"."expires_at" <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (? / 1000.0) || ' seconds') or ("_authoring_lease"."owner" = "excluded"."owner" and "_authoring_lease"."run_id" = "excluded"."run_id")) returning "environment_id", "run_id", "owner", "fence", "expires_at";

-- leases.renew
update "_authoring_lease" set "expires_at" = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (? / 1000.0) || ' seconds') where "organization_id" = ? and "environment_id" = ? and "fence" = ? and "expires_at" <> ? returning "environment_id", "run_id", "owner", "fence", "expires_at";

-- leases.assertHeld
update "_authoring_lease" set "fence" = ? where "organization_id" = ? and "environment_id" = ? and "fence" = ? and "expires_at" > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (? / 1000.0) || ' seconds');

-- leases.release
update "_authoring_lease" set "expires_at" = ? where "organization_id" = ? and "environment_id" = ? and "fence" = ?;

-- leases.current
select "environment_id", "run_id", "owner", "fence", "expires_at" from "_authoring_lease" where "organization_id" = ? and "environment_id" = ? and "expires_at" > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (? / 1000.0) || ' seconds');

-- log.last
select "seq", "hash" from "sys_metadata_audit" where "organization_id" = ? order by "seq" desc limit 1;

-- log.since
select "seq", "actor", "payload" from "_authoring_event" where "organization_id" = ? and "seq" > ? order by "seq" limit ?;

-- log.eventsAfter
select "seq", "actor", "at", "payload" from "_authoring_event" where "organization_id" = ? and "seq" > ? order by "seq" limit ?;

-- log.auditAfter
select "seq", "actor", "occurred_at", "type", "name", "operation", "outcome", "code", "prev_hash", "hash" from "sys_metadata_audit" where "organization_id" = ? and "seq" > ? order by "seq" limit ?;

-- log.event
insert into "_authoring_event" ("organization_id", "seq", "op", "actor", "at", "payload") values (?, ?, ?, ?, ?, ?);

-- log.audit
insert into "sys_metadata_audit" ("id", "organization_id", "seq", "occurred_at", "actor", "source", "type", "name", "operation", "outcome", "code", "lock_overridden", "prev_hash", "hash") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
