/// The shapes of DigitalOcean's API version 2, as far as they are used. Fields that are not named here are ignored,
/// because new ones appear often.
enum DigitalOceanAPI {}
