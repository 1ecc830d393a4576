using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>How many flags of each severity a session has.</summary>
public sealed partial class FlagCounts
{
    [Parameter, EditorRequired]
    public SessionRow Row { get; set; } = null!;

    IEnumerable<(Severity Severity, int Count)> Counts =>
        new[] { (Severity.High, Row.High), (Severity.Medium, Row.Medium), (Severity.Low, Row.Low) }.Where(one => one.Item2 > 0);
}
