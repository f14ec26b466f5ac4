"""The clinic: small projects with a planted fault, to be found by its curve and mended.

| module | what it does |
|---|---|
| `exercise` | reads the exercises, a folder each under `clinic/` |
| `figures` | the figures of a run by name, as texts and checks use them |
| `planting` | makes an exercise's project and plants the fault; applies the solution |
| `answers` | what there is to say about a guess |
| `checking` | judges a run of the mended project |
| `case` | one exercise as it is worked on, for whoever shows it |
| `progress` | what the learner has done, kept in the user's state folder |
"""
