"""Reading what officials write in words: targets, results and the state of completion.

`claims` reads the quantities a text states, `compare` holds a result against a target, `status`
reads a 完成进度.  All of them rather understand nothing than something wrong.
"""
