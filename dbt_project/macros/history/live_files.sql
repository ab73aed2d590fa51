{#-
    Which files were live once everything up to `load_seq_limit` had arrived: a function of the set of files, so that
    the order of arrival cannot matter (but for two arrivals under one path, where the later one replaces).

    Files of one source, portal, window and `exported_at` are the parts of one export. An export whose parts have the
    bytes of the export before it (in `exported_at`) is a duplicate of it; the newest other export is live.
    `rejected`: relation of the file_id of loads that stewards rejected: they count as never arrived.
    Gives file_id, is_duplicate, is_live, live_file_id (a file of the live export of the window).
-#}
{% macro live_files(load_seq_limit, rejected) -%}
    select
        parts.file_id,
        standing.is_duplicate,
        standing.is_live,
        standing.live_file_id
    from (
        select *
        from {{ source('raw', 'file') }}
        where
            verdict = 'read' and load_seq <= {{ load_seq_limit }}
            and file_id not in (select file_id from {{ rejected }})
        qualify row_number() over (partition by source_file order by load_seq desc) = 1
    ) as parts
    inner join (
        select
            *,
            not is_duplicate and place_of_original = max(place_of_original) over export_window as is_live,
            first_value(first_file_id) over (
                partition by source, portal, window_from, window_to
                order by not is_duplicate desc, exported_at desc
            ) as live_file_id
        from (
            select
                *,
                case when not is_duplicate then exported_at end as place_of_original
            from (
                select
                    *,
                    coalesce(parts_sha256 = lag(parts_sha256) over (
                        partition by source, portal, window_from, window_to order by exported_at
                    ), false) as is_duplicate
                from (
                    select
                        source,
                        portal,
                        window_from,
                        window_to,
                        exported_at,
                        min(file_id) as first_file_id,
                        list_sort(list(sha256)) as parts_sha256
                    from (
                        select *
                        from {{ source('raw', 'file') }}
                        where
            verdict = 'read' and load_seq <= {{ load_seq_limit }}
            and file_id not in (select file_id from {{ rejected }})
                        qualify row_number() over (partition by source_file order by load_seq desc) = 1
                    ) as newest
                    group by source, portal, window_from, window_to, exported_at
                ) as grouped
            ) as exports
        ) as placed
        window export_window as (partition by source, portal, window_from, window_to)
    ) as standing
        on
            parts.source = standing.source
            and parts.portal = standing.portal
            and parts.window_from = standing.window_from
            and parts.window_to = standing.window_to
            and parts.exported_at = standing.exported_at
{%- endmacro %}
