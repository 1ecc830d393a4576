using System.Globalization;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti;

/// <summary>Writes an accepted range of QTI, which may reach further on one side of the number than on the other.</summary>
internal static class NumberRange
{
    /// <summary>Returns accepted numbers that together accept the number itself and the whole range. The number comes first, because it is
    /// shown as the solution.</summary>
    /// <param name="value">The number.</param>
    /// <param name="below">How far the range begins below the number; negative if it begins above it.</param>
    /// <param name="above">How far the range ends above the number; negative if it ends below it.</param>
    /// <param name="share">The share of the points, from 0 to 1.</param>
    public static IReadOnlyList<AcceptedNumber> Of(double value, double below, double above, decimal share)
    {
        (below, above) = (Rounded(below), Rounded(above));
        var number = new AcceptedNumber(value, Math.Max(0, Math.Min(below, above)), share);
        return below.Equals(above)
            ? [number]
            : [number, new AcceptedNumber(Rounded(value + (above - below) / 2), Rounded(Math.Max(0, below + above) / 2), share)];
    }

    /// <summary>The middle of a range, so that 3.141 to 3.142 has 3.1415.</summary>
    public static double Middle(double low, double high) => Rounded(low / 2 + high / 2);

    /// <summary>Without the digits that only binary arithmetic adds.</summary>
    static double Rounded(double number) =>
        double.Parse(number.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
