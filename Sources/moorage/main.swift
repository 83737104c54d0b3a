print("moorage")
