using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>One case of a sweep, and the folder that holds it or will hold it.</summary>
/// <param name="Case">The case.</param>
/// <param name="Key">Its key.</param>
/// <param name="Name">The name of its folder.</param>
/// <param name="Folder">What was found there; null where there is nothing yet.</param>
/// <param name="IsVerified">Whether something says that the runs in the folder are this case's; where not, only the folder's name
/// does.</param>
internal sealed record MatchedCase(BenchmarkCase Case, string Key, string Name, CaseFolder? Folder, bool IsVerified);
