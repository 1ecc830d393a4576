using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
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
            ? L["Results_Newest", DisplayText.Number(ResultTable.MostSessions)]
            : L["Results_Count", DisplayText.Number(table.Rows.Count)];

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
        (row.OriginalScore, row.ScoredVersion) switch
        {
            ({ } original, { } version) => L["Results_RegradedFrom", Clock.ShortDayAndTime(at), Number(original), version],
            ({ } original, null) => L["Results_RegradedFromOriginal", Clock.ShortDayAndTime(at), Number(original)],
            (null, { } version) => L["Results_RegradedNew", Clock.ShortDayAndTime(at), version],
            _ => L["Results_RegradedNewOriginal", Clock.ShortDayAndTime(at)],
        };

    string PassedText(ResultRow row) =>
        row.Passed switch
        {
            true => L["Results_Passed"],
            false => L["Results_NotPassed"],
            null => "–",
        };

    static string Number(decimal value) => value.ToString("0.##", CultureInfo.CurrentCulture);

    static string Share(double? value) => value is { } share ? share.ToString("0.00", CultureInfo.CurrentCulture) : "–";

    /// <summary>A gap of a text with blanks.</summary>
    [GeneratedRegex(@"\{\{\d+\}\}")]
    private static partial Regex Gap();

    static string Short(string text) =>
        TextCharacters.Shortened(Gap().Replace(ExamMarkdown.Plain(text), "…").ReplaceLineEndings(" "), 100);
}
