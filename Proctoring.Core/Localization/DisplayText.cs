using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Localization;

/// <summary>Formats numbers, dates and durations in the language of the reader.</summary>
internal static class DisplayText
{
    static readonly IStringLocalizer L = TextSet.Of<FormatTexts>();

    /// <summary>English only, for pages whose texts are not resources yet: "1 question", "12 questions".</summary>
    public static string Count(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>A clock: "04:31", "1:04:31"; never below zero.</summary>
    public static string Clock(TimeSpan time)
    {
        var whole = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return whole.ToString(whole >= TimeSpan.FromHours(1) ? @"h\:mm\:ss" : @"mm\:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A duration: "less than 1 s", "12 s", "3 min", "3 min 4 s".</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 1 => L["Duration_LessThanSecond"],
            < 60 => L["Duration_Seconds", Math.Round(time.TotalSeconds).ToString("0", CultureInfo.CurrentCulture)],
            _ when time.Seconds == 0 => L[
                "Duration_WholeMinutes",
                Math.Floor(time.TotalMinutes).ToString("N0", CultureInfo.CurrentCulture)
            ],
            _ => L["Duration_Minutes", Math.Floor(time.TotalMinutes).ToString("N0", CultureInfo.CurrentCulture), time.Seconds],
        };

    /// <summary>"27 November 2026".</summary>
    public static string Day(DateTime local) => local.ToString(L["Date_Day"], CultureInfo.CurrentCulture);

    /// <summary>"27 Nov", for axes of charts.</summary>
    public static string DayOfMonth(DateOnly day) => day.ToString(L["Date_DayOfMonth"], CultureInfo.CurrentCulture);

    /// <summary>"27 November 2026, 20:52".</summary>
    public static string DayAndTime(DateTime local) => local.ToString(L["Date_DayAndTime"], CultureInfo.CurrentCulture);

    /// <summary>"27 Nov 2026, 20:52".</summary>
    public static string ShortDayAndTime(DateTime local) => local.ToString(L["Date_ShortDayAndTime"], CultureInfo.CurrentCulture);

    /// <summary>"20:52".</summary>
    public static string Time(DateTime local) => local.ToString("HH:mm", CultureInfo.CurrentCulture);

    /// <summary>"20:52:14".</summary>
    public static string TimeWithSeconds(DateTime local) => local.ToString("HH:mm:ss", CultureInfo.CurrentCulture);

    /// <summary>A whole number with its separators: "12,345".</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A number with one decimal: "57.9".</summary>
    public static string Decimal(double number) => number.ToString("N1", CultureInfo.CurrentCulture);

    /// <summary>A share of one: "87%", in German "87 %".</summary>
    public static string Percent(double share) => share.ToString("P0", CultureInfo.CurrentCulture);

    /// <summary>A score of 100: "80%", "83.3%".</summary>
    public static string Score(decimal score) => (score / 100).ToString(decimal.IsInteger(score) ? "P0" : "P1", CultureInfo.CurrentCulture);

    /// <summary>A path, a version or the like inside a sentence. In languages written from right to left it is isolated, so that its
    /// parts stay in order.</summary>
    public static string LeftToRight(string text) => Language.Current.RightToLeft ? $"\u2066{text}\u2069" : text;
}
