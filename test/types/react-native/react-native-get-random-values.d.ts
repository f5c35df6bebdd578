/** `react-native-get-random-values` has no types: it is imported for its effect. */
export {}
