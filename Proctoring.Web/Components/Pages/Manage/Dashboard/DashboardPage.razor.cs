using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Dashboard;

/// <summary>Shows sessions and flags over time and by type, decisions for each rule, and the time until a verdict.</summary>
public sealed partial class DashboardPage : IDisposable
{
    const int LongestExam = 200;

    static readonly int[] Periods = [7, 30, 90];

    readonly CancellationTokenSource gone = new();
    CancellationToken leaving;
    DashboardNumbers? numbers;
    IReadOnlyList<string> days = [];
    IReadOnlyList<double> perDay = [];
    IReadOnlyList<double> flagsPerDay = [];
    IReadOnlyList<string> exams = [];
    IReadOnlyList<CalibrationAgreement> agreements = [];
    DateOnly from;
    string? shownExam;
    int shown;

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    [Inject]
    Proctoring.Core.Reviews.Dashboard Numbers { get; set; } = null!;

    [Inject]
    Calibrations Calibrations { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? Exam { get; set; }

    [Inject]
    SessionList List { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    int Chosen => Periods.Contains(Days ?? 0) ? Days!.Value : 30;

    protected override void OnInitialized() => leaving = gone.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (shown != 0 && (shown != Chosen || shownExam != Exam))
            await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await LoadAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        (shown, shownExam) = (Chosen, Exam);
        if (await Access.ViewerAsync(StaffPolicies.Read, leaving) is not { } viewer)
            return;
        var today = DateOnly.FromDateTime(Clock.Local(Time.GetUtcNow().UtcDateTime));
        var first = today.AddDays(1 - shown);
        var found = await Numbers.ReadAsync(viewer, Clock.StartOf(first), QueryText.Bounded(Exam, LongestExam), leaving);
        from = first;
        if (exams.Count == 0)
            exams = await List.ExamsAsync(viewer, leaving);
        agreements = await Calibrations.ReviewersAsync(viewer, leaving);
        var byDay = found.Slots.ToLookup(slot => DateOnly.FromDateTime(Clock.Local(slot.From)));
        List<DateOnly> all = [.. Enumerable.Range(0, shown).Select(first.AddDays)];
        days = [.. all.Select(day => DisplayText.DayOfMonth(day))];
        perDay = [.. all.Select(day => (double)byDay[day].Sum(slot => slot.Sessions))];
        flagsPerDay = [.. all.Select(day => (double)byDay[day].Sum(slot => slot.Flags))];
        numbers = found;
    }

    static string AddressOf(int days, string? exam) =>
        QueryHelpers.AddQueryString(
            $"dashboard?days={days}",
            new Dictionary<string, string?> { ["exam"] = exam }.Where(entry => !string.IsNullOrWhiteSpace(entry.Value))
        );

    /// <summary>The list of the counted sessions, narrowed by one more filter.</summary>
    string ListOf(string? key = null, string? value = null)
    {
        Dictionary<string, string?> query = new()
        {
            ["from"] = from.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["exam"] = Exam,
        };
        if (key is not null)
            query[key] = value;
        return QueryHelpers.AddQueryString("review/sessions", query.Where(entry => !string.IsNullOrWhiteSpace(entry.Value)));
    }

    string Long(TimeSpan time) =>
        time.TotalHours switch
        {
            < 1 => DisplayText.Duration(time),
            < 48 => L["DashboardPage_Hours", (int)time.TotalHours, time.Minutes],
            _ => L["DashboardPage_DaysLong", DisplayText.Decimal(time.TotalDays)],
        };

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }
}
