"""Which features and which classifier tell a taught pose best."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from game.body.pose import FloatArray
from game.body.taught import FeatureExtractor, Recogniser, read_reference
from game.places import REFERENCE
from tools.measuring.lessons import UNTAUGHT, extractor_and_reference, pupil
from tools.measuring.new_poses import NEW_POSES
from tools.measuring.subject import Figures


def compare(options: argparse.Namespace) -> Figures:
    """Recall per reading where 1 % of the eight poses' readings pass, for every feature and classifier."""
    extractor, reference = extractor_and_reference(options.model)
    joints = FeatureExtractor().all_features(read_reference(REFERENCE)).shape[1]
    columns = {"joints": slice(0, joints), "embedding": slice(joints, None), "both": slice(0, None)}
    found: dict[str, list[tuple[FloatArray, FloatArray]]] = {}
    for number in tqdm(range(options.count), desc="people"):
        one = pupil(UNTAUGHT + number, extractor, tuple(NEW_POSES))
        for pose in NEW_POSES:
            later = np.concatenate([seen.features[seen.held] for seen in one.later[pose]])
            for method, score in (("neighbours", _neighbours), ("logistic", _logistic)):
                for name, part in columns.items():
                    judge = score(one.lessons[pose][:, part], reference[:, part])
                    pair = judge(later[:, part]), judge(one.eight.features[::6, part])
                    found.setdefault(f"{method}, {name}", []).append(pair)
    result = {}
    for name, pairs in found.items():
        level = np.quantile(np.concatenate([eight for _, eight in pairs]), 0.99)
        result[name] = round(float((np.concatenate([later for later, _ in pairs]) >= level).mean()), 4)
    return result


def _neighbours(mine: FloatArray, others: FloatArray) -> Callable[[FloatArray], FloatArray]:
    recogniser = Recogniser(others)
    recogniser.learn("it", mine)
    if not recogniser.names:
        return lambda rows: np.zeros(len(rows), np.float32)
    return lambda rows: np.array([recogniser.scores(row)[1] for row in rows], np.float32)


def _logistic(mine: FloatArray, others: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """OpenCV's logistic regression on standardised features."""
    middle, spread = others.mean(0), others.std(0) + 0.05
    rows = ((np.concatenate([mine, others]) - middle) / spread).astype(np.float32)
    truth = np.r_[np.ones(len(mine)), np.zeros(len(others))].astype(np.float32)[:, None]
    model: Any = cv2.ml.LogisticRegression_create()  # type: ignore[attr-defined]  # OpenCV's stubs leave out its ml
    model.setLearningRate(0.3)
    model.setIterations(1500)
    model.setTrainMethod(cv2.ml.LogisticRegression_MINI_BATCH)
    model.setMiniBatchSize(128)
    model.train(rows, cv2.ml.ROW_SAMPLE, truth)
    weights = model.get_learnt_thetas()[0]
    return lambda some: np.asarray(((some - middle) / spread) @ weights[1:] + weights[0], np.float32)
