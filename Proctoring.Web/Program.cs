var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.Run();

/// <summary>The web program; public so that tests can host it.</summary>
public sealed partial class Program;
