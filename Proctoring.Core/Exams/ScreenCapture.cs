using System.Globalization;

namespace Proctoring.Core.Exams;

/// <summary>When pictures of the candidate's screen are stored: never, at flags, or also at an interval.</summary>
/// <param name="Seconds">The interval in seconds; 0 for at flags only, null for never.</param>
public readonly record struct ScreenCapture(int? Seconds)
{
    /// <summary>The shortest interval, in seconds.</summary>
    public const int Shortest = 5;

    /// <summary>The longest interval, in seconds.</summary>
    public const int Longest = 600;

    /// <summary>What a setting can say.</summary>
    public const string Forms = "off, at_flags, every N s (N from 5 to 600)";

    public static ScreenCapture Off => default;

    public static ScreenCapture AtFlags => new(0);

    /// <summary>Whether the candidate is asked to share the screen.</summary>
    public bool IsOn => Seconds is not null;

    /// <summary>The interval; null if pictures are taken at flags only, or never.</summary>
    public TimeSpan? Every => Seconds is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Reads a setting: "off", "at_flags" or "every 30 s". Null if it is none of these.</summary>
    public static ScreenCapture? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            ["off"] => Off,
            ["at_flags"] => AtFlags,
            ["every", var number, "s"]
                when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds is >= Shortest and <= Longest => new ScreenCapture(seconds),
            _ => null,
        };
    }

    /// <summary>The fewer pictures of the two.</summary>
    public ScreenCapture AtMost(ScreenCapture other) =>
        !IsOn || !other.IsOn ? Off
        : Seconds == 0 || other.Seconds == 0 ? AtFlags
        : new ScreenCapture(Math.Max(Seconds!.Value, other.Seconds!.Value));

    /// <summary>The form of the setting.</summary>
    public override string ToString() =>
        Seconds switch
        {
            null => "off",
            0 => "at_flags",
            { } seconds => string.Create(CultureInfo.InvariantCulture, $"every {seconds} s"),
        };
}
