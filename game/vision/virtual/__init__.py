"""The virtual player: a 3D mannequin acted by keyframes, as true landmarks (fast) and as pixels (for real MediaPipe).

posture      what a body can do, as a vector of channels that acts blend
build        how bodies and clothes differ
mannequin    posture + build → joints in metres (batched), and inverse kinematics for hands
huia_acts, ordinary_acts   keyframed acts, each with its label, side and the moment it is held
performance  a performer's timeline of acts with breath, sway and idle looking about; ground-truth cues
view         a camera: joints → landmarks in the frame with visibility;  noise: how real landmarkers err
crowd        many labelled poses at once, for training and measuring
render, room pixels;  source: the camera made of all this
"""
