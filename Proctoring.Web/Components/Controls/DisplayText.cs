using System.Globalization;

namespace Proctoring.Web.Components.Controls;

/// <summary>Numbers and times in words, the same way on every page.</summary>
internal static class DisplayText
{
    /// <summary>"1 question", "12 questions".</summary>
    public static string Count(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>A clock: "04:31", "1:04:31"; never below zero.</summary>
    public static string Clock(TimeSpan time)
    {
        var whole = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return whole.ToString(whole >= TimeSpan.FromHours(1) ? @"h\:mm\:ss" : @"mm\:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A duration: "less than 1 s", "12 s", "3 min 4 s".</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => "less than 1 s",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
    };

    /// <summary>"87 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0}\u202f%");

    /// <summary>A score: "80 %", "83.33 %".</summary>
    public static string Score(decimal score) => string.Create(CultureInfo.InvariantCulture, $"{score:0.##}\u202f%");
}
