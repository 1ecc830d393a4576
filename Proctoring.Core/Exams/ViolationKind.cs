namespace Proctoring.Core.Exams;

/// <summary>The name and meaning of a violation type; each rule defines one.</summary>
/// <param name="Id">The id on the wire and in the database, in lower snake case. It never changes.</param>
/// <param name="Title">A few words for lists: "No face in view".</param>
/// <param name="Severity">The default severity.</param>
/// <param name="Explanation">One sentence for reviewers: the detection, and its limits as proof.</param>
/// <param name="Advice">The hint for the candidate: the detection, and what to do, without blame.</param>
[GenerateSerializer, Immutable, Alias("proctoring.violation_kind")]
public sealed record ViolationKind(string Id, string Title, Severity Severity, string Explanation, string Advice);
