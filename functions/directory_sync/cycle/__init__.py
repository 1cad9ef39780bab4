"""A cycle: read a source, plan, brake, apply; one run of `koppel.runs`.

| where to look for                                    | in           |
| ---------------------------------------------------- | ------------ |
| what the engine of runs calls                        | `procedure`  |
| a due source: whether there is anything to do        | `beginning`  |
| starting a run                                       | `starting`   |
| one cycle: its source, its rules, how far it is      | `scene`      |
| reading the directory, before anything is planned    | `collecting` |
| who arrived, who left, who shares an id              | `census`     |
| from these to candidates                             | `proposing`  |
| what is remembered when a run is done                | `settling`   |
| what is the matter with people, and when it is over  | `troubles`   |
"""
