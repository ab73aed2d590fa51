{{ config(group='warehouse') }}
-- A warning stands as long as its case does, under that case's unit.
select findings.finding_id, findings.case_code, findings.unit_code
from {{ ref('integrity_findings') }} as findings
left join {{ ref('fct_cases') }} as cases on findings.case_code = cases.case_code
where cases.case_code is null or cases.unit_code is distinct from findings.unit_code
