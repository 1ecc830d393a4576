using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports.Answering;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows the facts about answers as a table beside the group. Neutral: no severity, no colour of a warning.</summary>
public sealed partial class AnsweringFacts
{
    const string Missing = "–";

    [Parameter, EditorRequired]
    public SessionAnswering Session { get; set; } = null!;

    IReadOnlyList<AnsweringFact> Rows { get; set; } = [];

    bool IsCompared => Rows.Any(row => row.Median is not null);

    /// <summary>The headers; without a group only those of the session.</summary>
    IReadOnlyList<string> Heads => IsCompared ? AnsweringText.Heads : [.. AnsweringText.Heads.Take(2)];

    protected override void OnParametersSet() => Rows = AnsweringText.Facts(Session);
}
