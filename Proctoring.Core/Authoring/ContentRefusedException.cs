using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Authoring;

/// <summary>An exam that cannot be stored because of its content.</summary>
/// <param name="problems">At least one mistake.</param>
internal sealed class ContentRefusedException(IReadOnlyList<ContentProblem> problems)
    : ValidationException(string.Join("; ", problems.Select(problem => $"{problem.Field} {problem.Message}")))
{
    public IReadOnlyList<ContentProblem> Problems { get; } = problems;
}
