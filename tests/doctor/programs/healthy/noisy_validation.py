import keras
import numpy as np

keras.utils.set_random_seed(4)
rng = np.random.default_rng(4)
# 150 plots of land, yield from soil measurements; only 15 kept for validation
soil = rng.normal(0, 1, (150, 6))
crop = soil @ np.array([0.8, -0.5, 0.3, 0.0, 0.6, 0.1]) + 0.4 * soil[:, 0] * soil[:, 1] + rng.normal(0, 0.5, 150)

model = keras.Sequential([keras.layers.Input((6,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse", metrics=["mae"])
model.fit(soil, crop, validation_split=0.1, epochs=60, batch_size=16, verbose=2)
