namespace ServeMulti.Results;

/// <summary>What a store already holds of an experiment, seen without changing anything.</summary>
/// <param name="Cases">One item per case that was asked for, in that order.</param>
/// <param name="Problems">Why the experiment cannot be begun or resumed, one line each: it exists already, it does not exist, its commands or parameters differ, another host holds it, its folder cannot be written.</param>
/// <param name="Notes">What is worth saying but stops nothing, one line each: results that cannot be verified, files that were set aside.</param>
public sealed record StoreInspection(IReadOnlyList<CaseInspection> Cases, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes);
