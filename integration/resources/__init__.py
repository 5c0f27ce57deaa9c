"""The resources room: the menu of AWS resource types we offer, as pure data. One row says all there is to know of a type."""
