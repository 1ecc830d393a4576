using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.ExamResults;

/// <summary>Shows the results of an exam and the statistics of its questions.</summary>
public sealed partial class ExamResultsPage
{
    IReadOnlyList<ResultExam>? exams;
    ExamResultTable? table;

    /// <summary>The exam of the address.</summary>
    [SupplyParameterFromQuery]
    public int? Exam { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ResultTable Results { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string Heading =>
        table!.Rows.Count >= ResultTable.MostSessions
            ? $"The newest {DisplayText.Number(ResultTable.MostSessions)} sessions"
            : $"Sessions: {DisplayText.Number(table.Rows.Count)}";

    protected override async Task OnParametersSetAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Read) is not { } viewer)
            return;
        exams = await Results.ExamsAsync(viewer, CancellationToken.None);
        Exam ??= exams.Count == 1 ? exams[0].Id : null;
        table = Exam is { } id ? await Results.ReadAsync(viewer, id, CancellationToken.None) : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    void Choose(int? exam) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("exam", exam), replace: true);

    string TitleOf(int? id) => exams?.FirstOrDefault(exam => exam.Id == id)?.Title ?? "";

    string Regraded(ResultRow row, DateTime at) =>
        $"regraded {Clock.ShortDayAndTime(at)}, "
        + (row.OriginalScore is { } original ? $"was {Number(original)} %" : "had no score")
        + (row.ScoredVersion is { } version ? $", solutions of version {version}" : ", original solutions");

    static string Number(decimal value) => value.ToString("0.##", CultureInfo.CurrentCulture);

    static string Share(double? value) => value is { } share ? share.ToString("0.00", CultureInfo.CurrentCulture) : "–";

    /// <summary>A gap of a text with blanks.</summary>
    [GeneratedRegex(@"\{\{\d+\}\}")]
    private static partial Regex Gap();

    static string Short(string text)
    {
        var line = Gap().Replace(ExamMarkdown.Plain(text), "…").ReplaceLineEndings(" ");
        return line.Length > 100 ? line[..99] + "…" : line;
    }
}
