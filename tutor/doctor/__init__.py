"""The doctor: any Keras training script, run unchanged under the probe and told what is wrong.

The script runs in a process of its own, `tutor.trainer.doctor`, which is started by name; nothing
here imports Keras.
"""
