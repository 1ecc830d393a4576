namespace Proctoring.Web.Components.Pages.Manage.DataProtection;

/// <summary>Shows what the server deletes by itself and the legal holds, and downloads or erases the data of one student.</summary>
public sealed partial class DataProtectionPage;
