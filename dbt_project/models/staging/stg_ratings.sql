{{ config(materialized='incremental', incremental_strategy='append') }}

with

typed as (
    {{ staged('ratings', {
        'rating_code': 'text',
        'case_code': 'text',
        'rated_at': 'moment',
        'score': 'integer',
    }) }}
),

ruled as (
    select
        typed.*,
        case
            when typed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(typed.field_faults, list_filter([
                case when typed.rating_code is null then {'rule_code': 'missing_key', 'field': 'rating_code'} end,
                case
                    when
                        typed.rated_at is null
                        and len(list_filter(typed.field_faults, lambda fault: fault.field = 'rated_at')) = 0
                        then {'rule_code': 'bad_timestamp', 'field': 'rated_at'}
                end,
                case
                    when not coalesce(typed.score between 1 and 5, false)
                        then {'rule_code': 'bad_score', 'field': 'score'}
                end,
                case when typed.case_code is null then {'rule_code': 'orphan_rating', 'field': 'case_code'} end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as faults
    from typed
),

final as (
    select
        file_id,
        member,
        line,
        md5_number(
            concat_ws('|', portal, coalesce(rating_code, concat_ws(':', '#', file_id, member, line)))
        ) as record_key,
        portal,
        province_code,
        rating_code,
        case_code,
        score,
        rated_at,
        faults,
        {{ content_hash(['rating_code', 'case_code', 'rated_at', 'score', 'faults']) }} as content_hash
    from ruled
)

select * from final
