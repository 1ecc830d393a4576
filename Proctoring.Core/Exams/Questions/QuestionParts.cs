namespace Proctoring.Core.Exams.Questions;

/// <summary>A choice.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Fraction">The share of the question's points that it is worth, from -1 to 1.</param>
/// <param name="Feedback">What the candidate who chose it reads afterwards, Markdown.</param>
public sealed record Choice(string Text, decimal Fraction = 0, string Feedback = "");

/// <summary>An accepted text.</summary>
/// <param name="Text">Plain text; "*" stands for any characters and "\*" for an asterisk.</param>
/// <param name="Fraction">The share of the points, from 0 to 1.</param>
/// <param name="Feedback">What the candidate reads afterwards, Markdown.</param>
public sealed record AcceptedText(string Text, decimal Fraction = 1, string Feedback = "");

/// <summary>An accepted range of numbers.</summary>
/// <param name="Value">The number.</param>
/// <param name="Tolerance">The largest difference that is accepted, 0 or more.</param>
/// <param name="Fraction">The share of the points, from 0 to 1.</param>
/// <param name="Feedback">What the candidate reads afterwards, Markdown.</param>
public sealed record AcceptedNumber(double Value, double Tolerance = 0, decimal Fraction = 1, string Feedback = "");

/// <summary>A unit of a number.</summary>
/// <param name="Name">Such as "km".</param>
/// <param name="Factor">What one of it is in the first unit: 1 for the first, 1000 for "km" if the first is "m".</param>
public sealed record NumberUnit(string Name, double Factor = 1);

/// <summary>A gap in a text.</summary>
/// <param name="Body">The accepted answer.</param>
/// <param name="Weight">Its share of the question's points relative to the other gaps.</param>
public sealed record Gap(QuestionBody Body, decimal Weight = 1);

/// <summary>A prompt and its match.</summary>
public sealed record MatchPair(string Prompt, string Match);
