import time,os,json,glob
from pathlib import Path
from orchestration.settings import load_settings, PROJECT_ROOT
from orchestration.transform.dbt_runner import DbtProject
s=load_settings()
t=time.time()
p=DbtProject(PROJECT_ROOT/"dbt_project",PROJECT_ROOT/"dbt_project",s.dbt_target.resolve(),s.warehouse_file.resolve())
m=p.parse() if not (p.target_path/"manifest.json").exists() else p.manifest()
print("manifest",time.time()-t)
t=time.time()
import dagster; print("dagster",time.time()-t); t=time.time()
from dagster_dbt import build_dbt_asset_specs; print("dagster_dbt",time.time()-t); t=time.time()
specs=build_dbt_asset_specs(manifest=m); print(len(specs),time.time()-t)
print([x.key.to_user_string() for x in specs][:8]); print(specs[5])
print({n['resource_type'] for n in m['nodes'].values()}, {k:len(m[k]) for k in ('sources','exposures')})
