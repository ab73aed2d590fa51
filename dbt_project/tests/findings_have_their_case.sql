{{ config(group='warehouse') }}
-- A warning stands as long as its case does, under that case's unit.
with

findings as (
    select finding_id, case_code, unit_code
    from {{ ref('integrity_findings') }}
),

cases as (
    select case_code, unit_code
    from {{ ref('fct_cases') }}
    where record_key in (select md5_number(findings.case_code) from findings)
)

select findings.*
from findings
left join cases on findings.case_code = cases.case_code
where cases.case_code is null or cases.unit_code is distinct from findings.unit_code
