using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads which texts or numbers an entry field of QTI 2.x or 3.0 accepts.</summary>
internal sealed class QtiTextEntry(XElement item, QtiDeclaration declaration)
{
    /// <summary>Returns a short text or a number; null with the reason if the item does not say what is correct.</summary>
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

            numbers.Add(new AcceptedNumber(value, Tolerance(value), share));
        }

        return new NumberEntry(numbers, []);
    }

    /// <summary>The tolerance of the comparison in the response processing; 0 without one.</summary>
    double Tolerance(double value)
    {
        var comparison = item.Descendants("equal")
            .FirstOrDefault(equal =>
                equal.Descendants("variable").Any(variable => (string?)variable.Attribute("identifier") == declaration.Identifier)
            );
        var tolerances = ((string?)comparison?.Attribute("tolerance") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (tolerances.Length == 0 || Percent.Double(tolerances[0]) is not { } tolerance)
            return 0;
        return (string?)comparison!.Attribute("toleranceMode") switch
        {
            "absolute" => Math.Abs(tolerance),
            "relative" => Rounded(Math.Abs(value) * Math.Abs(tolerance) / 100),
            _ => 0,
        };
    }

    /// <summary>Without the digits that only binary arithmetic adds.</summary>
    static double Rounded(double number) =>
        double.Parse(number.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

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
