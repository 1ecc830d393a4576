using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Reports;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows one question with the candidate's answer, the solution, the points and the explanation.</summary>
public sealed partial class AnswerCard
{
    [Parameter, EditorRequired]
    public ReportedAnswer Answer { get; set; } = null!;

    /// <summary>The language of the exam, for <c>lang</c>; empty if unknown.</summary>
    [Parameter]
    public string Language { get; set; } = "";

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    bool Partly => !Answer.Right && Answer.Points > 0;

    string Verdict =>
        L[
            Answer.Waiting ? "Answer_Waiting"
            : Answer.Right ? "Answer_Correct"
            : !Answer.Answered ? "Answer_NotAnswered"
            : Partly ? "Answer_Partly"
            : "Answer_Wrong"
        ];

    string Look =>
        Answer.Waiting || Partly ? "open"
        : Answer.Right ? "right"
        : "wrong";

    string Picture =>
        Answer.Waiting ? Icons.Material.Outlined.HourglassEmpty
        : Answer.Right || Partly ? Icons.Material.Outlined.CheckCircle
        : Icons.Material.Outlined.Cancel;

    /// <summary>The gaps of a text are dots here; the lines below number them.</summary>
    string Question => Answer.Type == "blanks" ? Gaps().Replace(Answer.Text, "($1) …") : Answer.Text;

    string Shown(string line) => Answer.Type == "true_false" ? L[line == ResponseText.True ? "Answer_True" : "Answer_False"] : line;

    static string Number(decimal points) => points.ToString("0.###", CultureInfo.CurrentCulture);

    [GeneratedRegex(@"\{\{(\d+)\}\}")]
    private static partial Regex Gaps();
}
