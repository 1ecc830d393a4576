using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Moodle;

/// <summary>Reads the numbers and units that a question of Moodle accepts.</summary>
internal static class MoodleNumbers
{
    public static NumberEntry? Read(XElement question, MoodleTexts texts)
    {
        List<AcceptedNumber> accepted = [];
        foreach (var answer in question.Elements("answer"))
        {
            if (MoodleBodies.Share(answer, texts) is not { } share)
                return null;
            var text = texts.Plain(answer);
            var feedback = texts.Markdown(answer.Element("feedback"));
            if (text == "*" && share == 0)
            {
                if (feedback.Length > 0)
                    texts.Notice("The feedback for all other numbers cannot be stored and is left out. Write it into the explanation.");
                continue;
            }

            if (Percent.Double(text) is not { } value)
            {
                texts.Reject($"The answer “{text}” is not a number.");
                return null;
            }

            if (Percent.CommaNotice(text) is { } comma)
                texts.Notice(comma);
            var tolerance = (string?)answer.Element("tolerance") ?? "0";
            if (string.IsNullOrWhiteSpace(tolerance))
                tolerance = "0";
            if (Percent.Double(tolerance) is not { } difference)
            {
                texts.Reject($"The tolerance “{tolerance}” is not a number.");
                return null;
            }

            accepted.Add(new AcceptedNumber(value, Math.Abs(difference), share, feedback));
        }

        return Units(question, texts) is { } units ? new NumberEntry(accepted, units) : null;
    }

    static List<NumberUnit>? Units(XElement question, MoodleTexts texts)
    {
        List<NumberUnit> units = [];
        foreach (var unit in question.Elements("units").Elements("unit"))
        {
            var name = ((string?)unit.Element("unit_name") ?? "").Trim();
            var text = (string?)unit.Element("multiplier") ?? "1";
            if (name.Length == 0)
                continue;
            if (Percent.Double(text) is not > 0)
            {
                texts.Reject($"The multiplier “{text}” of the unit “{name}” is not a number above 0.");
                return null;
            }

            // In Moodle, the multiplier of "cm" is 100 if the first unit is "m".
            units.Add(new NumberUnit(name, Inverse(Percent.Double(text)!.Value)));
        }

        if (units.FindIndex(unit => unit.Factor == 1) is > 0 and var first)
            (units[0], units[first]) = (units[first], units[0]);
        if (units.Count > 0 && ((string?)question.Element("unitgradingtype") ?? "0").Trim() == "0")
            texts.Notice("In Moodle, the unit of the answer is optional. Here the answer needs one of the units.");
        return units;
    }

    /// <summary>The reciprocal, rounded so that 1/0.001 is 1000 and not 999.9999999999999.</summary>
    public static double Inverse(double number) =>
        double.Parse((1 / number).ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
