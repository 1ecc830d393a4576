namespace Proctoring.Web.Components.Layout;

/// <summary>Explains that the page has no connection, or can't get one. Replaces the framework's own notice.</summary>
public sealed partial class ConnectionLost;
