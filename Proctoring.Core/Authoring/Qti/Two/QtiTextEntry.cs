using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads which texts or numbers an entry field of QTI 2.x or 3.0 accepts.</summary>
internal sealed class QtiTextEntry(XElement item, QtiDeclaration declaration)
{
    /// <summary>Returns a short text or a number; null, with the reason, if the item has no solution.</summary>
    public QuestionBody? Read(out string? problem)
    {
        problem = null;
        var accepted = Accepted();
        if (accepted.Count == 0)
        {
            problem = "The item does not say which answer is correct. Add a correctResponse or a mapping.";
            return null;
        }

        if (declaration.BaseType is "float" or "integer")
            return Numbers(accepted, out problem);
        return new ShortText(
            [.. accepted.Select(text => new AcceptedText(text.Text.Replace("*", "\\*", StringComparison.Ordinal), text.Share))],
            IsCaseSensitive()
        );
    }

    List<(string Text, decimal Share)> Accepted()
    {
        var best = declaration.MappedMaximum;
        var mapped = declaration
            .Mapping.Where(entry => entry.Value > 0 && best > 0)
            .OrderByDescending(entry => entry.Value)
            .Select(entry => (entry.Key, Math.Min(1, entry.Value / best)));
        return [.. mapped.Concat(declaration.Correct.Select(text => (text, 1m))).DistinctBy(text => text.Item1)];
    }

    NumberEntry? Numbers(IReadOnlyList<(string Text, decimal Share)> accepted, out string? problem)
    {
        problem = null;
        List<AcceptedNumber> numbers = [];
        foreach (var (text, share) in accepted)
        {
            if (Percent.Double(text) is not { } value)
            {
                problem = $"The correct response “{text}” is not a number.";
                return null;
            }

            if (Tolerance(value, out problem) is not { } tolerance)
                return null;
            numbers.AddRange(NumberRange.Of(value, tolerance.Below, tolerance.Above, share));
        }

        return new NumberEntry(numbers, []);
    }

    /// <summary>The tolerance of the comparison in the response processing, 0 without one; null with the reason if it is unreadable. If
    /// there are two, the second one applies above the number.</summary>
    (double Below, double Above)? Tolerance(double value, out string? problem)
    {
        problem = null;
        var comparison = item.Descendants("equal")
            .FirstOrDefault(equal =>
                equal.Descendants("variable").Any(variable => (string?)variable.Attribute("identifier") == declaration.Identifier)
            );
        var mode = (string?)comparison?.Attribute("toleranceMode");
        if (mode is not ("absolute" or "relative"))
            return (0, 0);
        var written = (string?)comparison!.Attribute("tolerance") ?? "";
        var parts = written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2 || Percent.Double(parts[0]) is not >= 0 || Percent.Double(parts[^1]) is not >= 0)
        {
            problem = $"The tolerance “{written}” is not one or two numbers of 0 or more.";
            return null;
        }

        var (first, second) = (Percent.Double(parts[0])!.Value, Percent.Double(parts[^1])!.Value);
        if (mode == "absolute")
            return (first, second);
        // A relative tolerance moves a negative number in the other direction.
        var (below, above) = value < 0 ? (second, first) : (first, second);
        return (Math.Abs(value) * below / 100, Math.Abs(value) * above / 100);
    }

    bool IsCaseSensitive()
    {
        if (declaration.Mapping.Count > 0)
            return declaration.Mapping.Any(entry => entry.CaseSensitive);
        var match = item.Descendants("stringMatch")
            .FirstOrDefault(found =>
                found.Descendants("variable").Any(variable => (string?)variable.Attribute("identifier") == declaration.Identifier)
            );
        return (string?)match?.Attribute("caseSensitive") is not "false";
    }
}
