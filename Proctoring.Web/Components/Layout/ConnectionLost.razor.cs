namespace Proctoring.Web.Components.Layout;

/// <summary>The notice over a page that has lost its connection; it takes the place of the framework's own.</summary>
public sealed partial class ConnectionLost;
