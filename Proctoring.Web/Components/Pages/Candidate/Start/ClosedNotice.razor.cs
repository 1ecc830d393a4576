namespace Proctoring.Web.Components.Pages.Candidate.Start;

/// <summary>Explains to a visitor that exams start only with a link, because the operator closed the front page.</summary>
public sealed partial class ClosedNotice;
