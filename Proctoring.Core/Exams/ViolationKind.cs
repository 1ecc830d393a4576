namespace Proctoring.Core.Exams;

/// <summary>What a type of violation is called and means; each rule brings its own.</summary>
/// <param name="Id">The name on the wire and in the database, lower snake case; it never changes.</param>
/// <param name="Title">A few words for lists: "No face in view".</param>
/// <param name="Severity">The severity where the settings name no other.</param>
/// <param name="Explanation">One sentence for a reviewer: what was seen, and what it can't tell.</param>
/// <param name="Advice">What the candidate is told: what was seen and what to do. Plain, without blame.</param>
public sealed record ViolationKind(string Id, string Title, Severity Severity, string Explanation, string Advice);
