namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Every key of the session page.</summary>
public sealed partial class KeysDialog;
